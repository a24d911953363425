import type { Clock } from '../../base/index.ts';
import type { LogSource } from '../../platform/azure/index.ts';
import type { Profiles, Watermarks } from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { KeyPatient } from '../model/index.ts';
import type { AccessQuery } from './access-queries.ts';

/** The ports for collecting logs. */
export interface CollectPorts {
  readonly queries: readonly AccessQuery[];
  readonly logs: LogSource;
  readonly profiles: Profiles;
  readonly watermarks: Watermarks;
  readonly keyed: KeyPatient;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}
