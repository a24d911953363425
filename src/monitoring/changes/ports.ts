import type { Clock } from '../../base/index.ts';
import type { ChangesMessage, Drift, DriftPlace } from '../../model/index.ts';
import type { AzureGraph, AzureReader } from '../../platform/azure/index.ts';
import type { ReadBy, StateStore, WorkQueue } from '../../platform/store/index.ts';
import type { Counters, Log } from '../../platform/telemetry/index.ts';
import type { RecordBook } from '../../records/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';
import type { OwnershipRules, PolicySource } from '../evaluation/index.ts';

/** The ports of the path from a change to its drifts. */
export interface ChangePorts {
  readonly catalogue: Catalogue;
  /** The policies that resources are evaluated against: the catalogue's and the tenant's. */
  readonly policies: PolicySource;
  readonly reader: AzureReader;
  /** Finds where resources were moved. */
  readonly graph: Pick<AzureGraph, 'named'>;
  readonly store: StateStore;
  readonly readBy: ReadBy;
  /** The queue `changes`. */
  readonly queue: WorkQueue<ChangesMessage>;
  /** The queue `respond`: where drifts that need a response stand in the journal. */
  readonly respond: WorkQueue<DriftPlace & Pick<Drift, 'resourceId'>>;
  /** The records that people have made. */
  readonly records: RecordBook;
  /** The rules that say which resources hold PHI, and whose they are. */
  readonly ownership: OwnershipRules;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  /** The seconds after an event during which a read may still be answered by a replica that has not seen it. */
  readonly marginSeconds: number;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
  /** A number from 0 to 1 that spreads retries. */
  readonly random: () => number;
}
