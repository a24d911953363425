import type { Clock } from '../../base/index.ts';
import type { Drill } from '../../drills/model/index.ts';
import type { Tabletop } from '../../drills/tabletops/index.ts';
import type { ChangesMessage, Records } from '../../model/index.ts';
import type { EventHours } from '../../monitoring/event-streams/index.ts';
import type { OwnershipRules, PolicySource } from '../../monitoring/evaluation/index.ts';
import type { CloudName } from '../../platform/azure/index.ts';
import type {
  Items,
  Journal,
  PoisonMessages,
  PoisonQueue,
  Rejected,
  Scans,
  StateStore,
  WorkQueue,
} from '../../platform/store/index.ts';
import type { Counters } from '../../platform/telemetry/index.ts';
import type { RecordBook } from '../../records/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';

/** The ports from which the posture is worked out. */
export interface PosturePorts {
  readonly catalogue: Catalogue;
  /** The policies that resources are evaluated against: the catalogue's and the tenant's. */
  readonly policies: PolicySource;
  readonly store: StateStore;
  readonly journal: Journal;
  /** The queue `changes`. */
  readonly queue: WorkQueue<ChangesMessage>;
  readonly rejected: Rejected;
  /** Messages that the Functions host has put aside, by queue, and what became of them. */
  readonly poisonQueues: readonly PoisonQueue[];
  readonly poisonMessages: PoisonMessages;
  readonly scans: Scans;
  readonly eventHours: Pick<EventHours, 'of'>;
  /** The records that people have made. */
  readonly records: RecordBook;
  /** The recovery drills. */
  readonly drills: Pick<Items<Drill>, 'all'>;
  readonly tabletops: Records<Tabletop>;
  /** The rules that say which resources hold PHI, and whose they are. */
  readonly ownership: OwnershipRules;
  /** The cloud that is watched: Microsoft's agreements are by cloud. */
  readonly cloud: CloudName;
  readonly clock: Clock;
  readonly counters: Counters;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
}
