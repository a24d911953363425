import type { Clock } from '../base/index.ts';
import type { Catalogue } from '../rules/controls/index.ts';
import type { RecordBook } from './record-book.ts';

/** The ports that the use cases of records work with. */
export interface RecordPorts {
  /** The records that people have made. */
  readonly records: RecordBook;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
}
