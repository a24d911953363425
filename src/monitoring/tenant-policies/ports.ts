import type { Clock } from '../../base/index.ts';
import type { ChangesMessage } from '../../model/index.ts';
import type { StateStore, WorkQueue } from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { RecordBook } from '../../records/index.ts';

/** What reading the policies of a tenant again works with. */
export interface RenewalPorts {
  readonly store: StateStore;
  /** The queue `changes`. */
  readonly queue: WorkQueue<ChangesMessage>;
  /** What people have put on record. */
  readonly records: RecordBook;
  readonly clock: Clock;
  readonly log: Log;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
  /** How long after an event a read may still be answered by a replica that has not seen it. */
  readonly marginSeconds: number;
}
