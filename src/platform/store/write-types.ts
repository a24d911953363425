import type { Versioned } from './scan-types.ts';

/** The right of one owner to write to a resource, until a time. The number grows with each holder: it fences off those before. */
export interface WriteLease {
  readonly resourceId: string;
  readonly owner: string;
  readonly token: number;
  /** ISO 8601. */
  readonly until: string;
  readonly etag: string;
}

/** A write that is about to be made, put on record before it is sent. */
export interface WriteIntent {
  /** The decision that the write carries out; with `attempt` it is unique. */
  readonly decision: string;
  readonly attempt: number;
  readonly kind: 'apply' | 'revert';
  /** The resource that was evaluated; what is written may be a child of it. */
  readonly resourceId: string;
  readonly policy: string;
  readonly target: string;
  readonly method: 'PATCH' | 'PUT' | 'TASK';
  readonly planHash: string;
  readonly changes: readonly { readonly path: string; readonly before?: unknown; readonly after: unknown }[];
  /** Settings that were sent along without being compared. */
  readonly with?: readonly { readonly path: string; readonly value: unknown }[];
  readonly ifMatch?: string;
  /** For a PUT, which replaces everything: the target as it was right before. */
  readonly replaced?: Readonly<Record<string, unknown>>;
  /** Client id of the identity that writes; absent: the system-assigned one. */
  readonly identity?: string;
  /** Sent with the call: Azure's own log names it. */
  readonly correlationId: string;
  /** Object ids of those who approved; `auto` where a mode did. */
  readonly approvedBy: readonly string[];
  readonly token: number;
  readonly at: string;
}

/**
 * The operation by which Azure carries out what it has accepted, until an end is on record. `status`, `result`: followed at `url`;
 * `untold`: Azure gave no address; `task`: a remediation task.
 */
export interface WriteOperation {
  readonly kind: 'status' | 'result' | 'untold' | 'task';
  readonly url?: string;
  /** As Azure said. */
  readonly retryAfterSeconds?: number;
  readonly status?: number;
  readonly requestId?: string;
  /** When it was accepted. */
  readonly at: string;
}

/**
 * The outcome of a write. `applied` with `found`: a crash lost the answer, and the values were there. `busy`: another operation was under
 * way, and nothing was begun. Of an operation: `failed` in Azure; `unfinished` when we stopped following it; `nothing` found to remediate.
 */
export interface WriteEnd {
  readonly result:
    | 'applied'
    | 'changed'
    | 'refused'
    | 'busy'
    | 'withdrawn'
    | 'failed'
    | 'unfinished'
    | 'nothing';
  readonly found?: true;
  readonly status?: number;
  readonly requestId?: string;
  readonly why?: string;
  readonly at: string;
}

/** The result of reading back and re-evaluating. */
export interface WriteCheck {
  readonly verified: boolean;
  /** The work in Azure that was to follow on the setting has stopped, or takes too long. */
  readonly failed?: true;
  readonly state?: string;
  readonly why?: string;
  /** Paths of settings that a PUT did not mean to change, and that are not as they were right before it. */
  readonly moved?: readonly string[];
  readonly at: string;
}

export interface WriteRecord {
  readonly intent: WriteIntent;
  readonly operation?: WriteOperation;
  readonly end?: WriteEnd;
  readonly check?: WriteCheck;
}

/** The place that a decision has taken under the hourly caps on writes. */
export interface WritePlace {
  readonly decision: string;
  /** Id, in lower case. */
  readonly resourceGroup: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Our own writes to the estate. Rows are only added; the lease of a resource lies beside them. */
export interface Writes {
  /** `heldUntil`: somebody may write to it until then. `owner` names one run alone. */
  lease(
    resourceId: string,
    owner: string,
    now: string,
    until: string,
  ): Promise<WriteLease | { readonly heldUntil: string }>;
  /** Gives it back; one that is no longer ours stays as it is. */
  release(lease: WriteLease): Promise<void>;
  /**
   * Puts an intent on record, in one transaction with the lease that it is written under. `taken`: that attempt is on record
   * already. `lost`: the lease is another's.
   */
  begin(intent: WriteIntent, lease: WriteLease): Promise<WriteLease | 'taken' | 'lost'>;
  /** Keeps the operation that Azure has begun; the first one stands. */
  operation(intent: WriteIntent, operation: WriteOperation): Promise<void>;
  /** The first one stands. */
  end(intent: WriteIntent, end: WriteEnd): Promise<void>;
  check(intent: WriteIntent, check: WriteCheck): Promise<void>;
  /** Returns the writes to a resource, oldest first. */
  of(resourceId: string): Promise<readonly WriteRecord[]>;
  /** The places that are taken in a subscription. */
  places(subscriptionId: string): Promise<Versioned<readonly WritePlace[]> | undefined>;
  /** Writes all of them, if nobody has since they were read. */
  putPlaces(
    subscriptionId: string,
    places: readonly WritePlace[],
    etag: string | undefined,
  ): Promise<{ readonly etag: string } | 'conflict'>;
}
