import type { Clock } from '../../base/index.ts';
import type { ChangesMessage, LostUse } from '../../model/index.ts';
import type { AlertSettings } from '../../notifications/index.ts';
import type { Readers, RecentUse } from '../../phi-access/anomalies/index.ts';
import type {
  Journal,
  Outbox,
  Responses,
  Schedule,
  StateStore,
  WorkQueue,
} from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { RemediationPorts } from '../remediation/index.ts';
import type { RespondWork, Response, ResponseStep } from './response.ts';

/** The ports of the life of a response. */
export interface ResponsePorts {
  readonly store: StateStore;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Log;
  readonly responses: Responses<Response, ResponseStep>;
  readonly due: Schedule;
  readonly outbox: Outbox;
  /** Wakes who drains a channel. */
  readonly wake: WorkQueue<{ readonly channel: string }>;
  readonly alerts: AlertSettings;
  /** The queue `respond`. */
  readonly respond: WorkQueue<RespondWork>;
  /** The lists in which each step is noted before it is taken: one for each target that responses are published to. */
  readonly published: readonly Schedule[];
  /** Has resources re-evaluated. */
  readonly changes: WorkQueue<ChangesMessage>;
  readonly remediation: RemediationPorts;
  /** Counts the readers of a resource in a time; absent: access to PHI is not reviewed. */
  readonly readers?: (resourceId: string, from: string, to: string) => Promise<Readers | undefined>;
  /** Counts the recent use that a fix would end; absent: access to PHI is not reviewed. */
  readonly recentUse?: (resourceId: string, use: LostUse) => Promise<RecentUse | undefined>;
  /** Display name of a person or application by object id, where the directory has one. */
  readonly nameOf?: (objectId: string) => Promise<string | undefined>;
  /** Address of the page: `https://HOST/api/page`. */
  readonly pageAddress?: string;
}
