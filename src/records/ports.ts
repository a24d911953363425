import type { Clock } from '../base/index.ts';
import type { Catalogue } from '../rules/controls/index.ts';
import type { RecordBook } from './record-book.ts';

/** What the use cases of records work with. */
export interface RecordPorts {
  /** What people have put on record. */
  readonly records: RecordBook;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
}
