import type { Records } from '../../model/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { Incident } from '../incidents/index.ts';
import type { PosturePorts } from '../posture/index.ts';

/** What deadlines are kept with. */
export interface DeadlinePorts extends PosturePorts {
  /** All under one owner, `everyOwner`. */
  readonly incidents: Records<Incident>;
  readonly log: Log;
  /** How long after an event a read may still be answered by a replica that has not seen it. */
  readonly marginSeconds: number;
}
