import type {
  AuditEntry,
  AuditorGrant,
  Candidate,
  Drift,
  DriftPlace,
  ResourceState,
} from '../../model/index.ts';

/** A current state with what is needed to replace it, and the drifts beside it that are not dispatched yet. */
export interface StoredState {
  readonly current: ResourceState;
  readonly etag: string;
  readonly pending: readonly Drift[];
}

/** A mark that a commit has, or may have, left drifts beside the current state of a resource. */
export interface PendingMark {
  readonly resourceId: string;
  /** The sequence of the last drift of the commit. */
  readonly sequence: number;
  /** The seconds since it was written, when it was read: by the clock of the store alone, whatever that of the host says. */
  readonly ageSeconds: number;
  readonly etag: string;
}

/** A marked resource. Without drifts, its marks stand for commits that are still under way, or that never took effect. */
export interface PendingResource {
  readonly marks: readonly PendingMark[];
  /** In the order of their sequences. */
  readonly drifts: readonly Drift[];
}

/** The working record: current states and, in the same partition, undispatched drifts. */
export interface StateStore {
  /** One range query. Undefined: never seen. */
  read(resourceId: string): Promise<StoredState | undefined>;
  /**
   * Writes the current state and its drifts (at most 90) in one transaction, conditional on `etag` (undefined: must not exist).
   * If there are drifts, the resource is marked first: a mark may be there in vain, and is never missing.
   * `conflict`: another evaluation was first; read both again.
   */
  commit(
    current: ResourceState,
    drifts: readonly Drift[],
    etag: string | undefined,
  ): Promise<{ readonly kind: 'committed'; readonly etag: string } | { readonly kind: 'conflict' }>;
  /**
   * Copies drifts to the journal, and removes them from beside the current state, then their marks. Idempotent.
   * @param drifts whole commits, or the last drifts of them after those before: a mark ends with the last drift of its commit
   */
  dispatch(drifts: readonly Drift[]): Promise<void>;
  /** Returns the resources that are marked, each with the drifts beside its current state. Reads no current state. */
  undispatched(): AsyncIterable<PendingResource>;
  /** Removes marks that stand for nothing, unless they were renewed since they were read. */
  unmark(marks: readonly PendingMark[]): Promise<void>;
  /** Searches the whole of `Current` for undispatched drifts, marked or not. At 100,000 resources it takes minutes. */
  searchUndispatched(): AsyncIterable<Drift>;
  /** Events that came after the drifts they may have caused. Idempotent. */
  addCandidates(
    drifts: readonly DriftPlace[],
    resourceId: string,
    candidates: readonly Candidate[],
  ): Promise<void>;
  /** Current states of a resource group (`/subscriptions/S/resourceGroups/G`) or of a whole subscription. */
  list(scope: string): AsyncIterable<ResourceState>;
}

/** A part of what lies in an order. */
export interface Part {
  /** The place after which it begins; absent: with the first. */
  readonly after?: string;
  /** The number of rows that a reader is likely to take: about as many are asked for at once. */
  readonly limit: number;
}

/** The drifts that were dispatched, oldest first. */
export interface Journal {
  /** One drift by its place; undefined: it is not dispatched yet. */
  find(place: DriftPlace & Pick<Drift, 'resourceId'>): Promise<Drift | undefined>;
  /** `since`: ISO 8601, inclusive, by `recordedAt`. Late candidates are merged in, and an actor in doubt is withdrawn. */
  since(subscriptionIds: readonly string[], since: string, part?: Part): AsyncIterable<Drift>;
}

/** The readers of each key: the reverse of `ResourceState.reads`. Written before the current state, so that no reader is ever missed. */
export interface ReadBy {
  add(keys: readonly string[], readerId: string): Promise<void>;
  /** Ids of the resources whose last evaluation read `key`. */
  readers(key: string): Promise<readonly string[]>;
}

/** A queue of the app: messages are plain JSON. */
export interface WorkQueue<T> {
  send(message: T, delaySeconds?: number): Promise<void>;
  /** Approximate number of messages waiting, delayed ones included. */
  depth(): Promise<{ readonly waiting: number }>;
}

/** The queue `changes`: its senders know what its messages are. */
export type ChangesQueue = WorkQueue<unknown>;

/** Events that could not be understood, with the reason: kept, never thrown away. */
export interface Rejected {
  add(event: unknown, reason: string): Promise<void>;
  count(): Promise<number>;
}

/** The record of who called what. */
export interface AuditTrail {
  /** Adds an entry, or the end of one that was begun. What is there already stays as it is. */
  add(entry: AuditEntry): Promise<void>;
  /** From `since` (inclusive) to `until` (exclusive), ISO 8601, oldest first. One that was begun and ended is one entry. */
  between(since: string, until?: string, part?: Part): AsyncIterable<AuditEntry>;
}

/** Rows are only added: a revocation lies beside its grant. */
export interface AuditorGrants {
  add(grant: AuditorGrant): Promise<void>;
  /** The first revocation stands. */
  revoke(
    grant: Pick<AuditorGrant, 'objectId' | 'id'>,
    by: Required<Pick<AuditorGrant, 'revokedBy' | 'revokedAt'>>,
  ): Promise<void>;
  /** Returns the grants of one person, past ones included. */
  of(objectId: string): Promise<readonly AuditorGrant[]>;
  all(): AsyncIterable<AuditorGrant>;
}
