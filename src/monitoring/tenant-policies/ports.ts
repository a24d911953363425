import type { Clock } from '../../base/index.ts';
import type { BulkMessage, ChangesMessage } from '../../model/index.ts';
import type { StateStore, WorkQueue } from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { RecordBook } from '../../records/index.ts';

/** The ports for reading the policies of a tenant again. */
export interface RenewalPorts {
  readonly store: StateStore;
  /** The queue `changes`. */
  readonly queue: WorkQueue<ChangesMessage>;
  /** The queue `changes-bulk`. */
  readonly bulk: WorkQueue<BulkMessage>;
  /** The records that people have made. */
  readonly records: RecordBook;
  readonly clock: Clock;
  readonly log: Log;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
  /** The seconds after an event during which a read may still be answered by a replica that has not seen it. */
  readonly marginSeconds: number;
}
