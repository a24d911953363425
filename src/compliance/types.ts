import { z } from 'zod';
import type { AzureGraph, AzureReader, BudgetReport } from '../azure/types.ts';
import type { Clock } from '../clock.ts';
import type { Catalogue } from '../controls/types.ts';
import type {
  ChangesQueue,
  Drift,
  DriftPlace,
  Journal,
  ReadBy,
  Rejected,
  Scans,
  StateStore,
  WorkQueue,
} from '../store/types.ts';
import type { Counters, Log } from '../telemetry/index.ts';
import type { OwnershipRules } from './ownership.ts';
import type { PolicySource } from './policy-source.ts';
import type { RecordBook } from './records/index.ts';

const time = z.iso.datetime({ offset: true });

/**
 * That something happened to a resource. It says when to look, never what is there.
 * `scan`: no event at all; a listing found the resource, and nobody is a candidate for what is found.
 * `exemption`: no event either; an exemption that covers the resource began or ended, so that it is judged anew.
 */
export const resourceChange = z.object({
  eventId: z.string().min(1).max(500),
  resourceId: z.string().regex(/^\/subscriptions\/[^/]+/i, 'must be a resource id'),
  operation: z.enum(['write', 'delete', 'action', 'move', 'scan', 'exemption']),
  /** As Azure names it: `Microsoft.Storage/storageAccounts/write`. */
  operationName: z.string(),
  time,
  actor: z
    .object({
      objectId: z.string().exactOptional(),
      appId: z.string().exactOptional(),
      kind: z.enum(['User', 'ServicePrincipal', 'ManagedIdentity', 'Unknown']).exactOptional(),
    })
    .exactOptional(),
  correlationId: z.string().exactOptional(),
});
export type ResourceChange = z.infer<typeof resourceChange>;

/** One resource to evaluate because of a change: what the queue `changes` carries beside raw events. */
export const task = z.object({
  target: z.string().regex(/^\/subscriptions\/[^/]+/i, 'must be a resource id'),
  change: resourceChange,
  /** How often it has failed so far: sets the back-off, never an end. */
  attempt: z.number().int().min(0),
  /** A read must have started at or after this moment; absent: the change's time plus the margin. */
  due: time.exactOptional(),
  /** The id that the resource had before a move. */
  movedFrom: z.string().exactOptional(),
});
export type Task = z.infer<typeof task>;

/** A scan to go on with: the third that the queue `changes` carries. */
export const scanMessage = z.object({ scan: z.string().min(1).max(100) });

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
  readonly queue: ChangesQueue;
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
