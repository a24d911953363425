import type { Clock } from '../../base/index.ts';
import type { ChangesMessage, Drift, DriftPlace } from '../../model/index.ts';
import type { AzureGraph, AzureReader, BudgetReport } from '../../platform/azure/index.ts';
import type { Journal, ReadBy, Rejected, Scans, StateStore, WorkQueue } from '../../platform/store/index.ts';
import type { Counters, Log } from '../../platform/telemetry/index.ts';
import type { RecordBook } from '../../records/index.ts';
import type { Catalogue } from '../../rules/controls/index.ts';
import type { OwnershipRules, PolicySource } from '../evaluation/index.ts';

/** What the path of a change works with. */
export interface Ports {
  readonly catalogue: Catalogue;
  /** What resources are judged by: the catalogue's policies and the tenant's. */
  readonly policies: PolicySource;
  readonly reader: AzureReader;
  /** As `reader`, but it leaves a part of every budget to events, and waits for its turn. */
  readonly sweepReader: AzureReader;
  readonly graph: AzureGraph;
  /** What was spent of the budgets of reads. */
  readonly budgets: () => readonly BudgetReport[];
  readonly store: StateStore;
  readonly journal: Journal;
  readonly readBy: ReadBy;
  /** The queue `changes`. */
  readonly queue: WorkQueue<ChangesMessage>;
  readonly rejected: Rejected;
  /** The queue `respond`: where drifts that are to be answered stand in the journal. */
  readonly respond: WorkQueue<DriftPlace & Pick<Drift, 'resourceId'>>;
  readonly scans: Scans;
  /** What people have put on record. */
  readonly records: RecordBook;
  /** Which resources hold PHI, and whose they are. */
  readonly ownership: OwnershipRules;
  /** The cloud that is watched: Microsoft's agreements are by cloud. */
  readonly cloud: 'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud';
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  /** How long after an event a read may still be answered by a replica that has not seen it. */
  readonly marginSeconds: number;
  /** Ids of the watched subscriptions, lower case. */
  readonly subscriptions: readonly string[];
  /** Names of the management groups under which no subscription may go unwatched. */
  readonly managementGroups: readonly string[];
  /** A number from 0 to 1 that spreads retries. */
  readonly random: () => number;
}
