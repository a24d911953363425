import type { Resource } from '../../model/index.ts';
import type { OperationLink, OperationStanding } from './operation-types.ts';
import type { ReadFailure, WriteOutcome } from './types.ts';

/** A resource of a group as Resource Manager lists it. */
export interface ListedResource {
  readonly id: string;
  readonly type: string;
  /** ISO 8601; absent: Azure does not say. */
  readonly createdAt?: string;
}

export interface DiskRestore {
  readonly recoveryPointId: string;
  /** The machine that was backed up. */
  readonly sourceResourceId: string;
  readonly region: string;
  /** A storage account of the drill group, for the description of the machine. */
  readonly stagingAccountId: string;
  /** A disk access of the drill group: the disks are closed to all networks but its private endpoints. */
  readonly diskAccessId: string;
}

export type DrillRead =
  | { readonly kind: 'found'; readonly startedAt: string; readonly resource: Resource }
  | { readonly kind: 'gone'; readonly startedAt: string }
  | ReadFailure;

/**
 * Azure as a drill sees it, under the identity of drills. What it writes lies in the drill group, but for one call: the restore of a recovery
 * point of a vault that the settings name. Anything else is refused before it is sent. Every expected trouble is a value.
 */
export interface DrillAzure {
  /** @param expand of the provider: `geoReplicationStats` */
  read(id: string, expand?: string): Promise<DrillRead>;
  /** The children of a resource, or the like: an address without a query. */
  list(
    path: string,
  ): Promise<{ readonly kind: 'found'; readonly resources: readonly Resource[] } | ReadFailure>;
  /** The resources of the drill group. */
  group(): Promise<{ readonly kind: 'found'; readonly resources: readonly ListedResource[] } | ReadFailure>;
  /** Vaults of the drill group that are deleted and can still be recovered. */
  deletedVaults(): Promise<
    | {
        readonly kind: 'found';
        readonly vaults: readonly { readonly id: string; readonly purgedAt: string }[];
      }
    | ReadFailure
  >;
  create(id: string, body: Readonly<Record<string, unknown>>, correlationId: string): Promise<WriteOutcome>;
  remove(id: string, correlationId: string): Promise<WriteOutcome>;
  /** Merges tags into those of the drill group. */
  tagGroup(tags: Readonly<Record<string, string>>, correlationId: string): Promise<WriteOutcome>;
  /** Has the disks of a recovery point of a named vault restored into the drill group: no machine, no network card. */
  restoreDisks(request: DiskRestore, correlationId: string): Promise<WriteOutcome>;
  follow(link: Exclude<OperationLink, { kind: 'untold' }>): Promise<OperationStanding>;
}
