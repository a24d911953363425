import type { DecidingField, State } from '../policy/types.ts';
import type { ScanGap } from './scan-types.ts';

export type { Records, RecordVersion } from './record-types.ts';

export type * from './access-types.ts';
export type * from './outbox-types.ts';
export type * from './response-types.ts';
export type * from './scan-types.ts';
export type * from './write-types.ts';

export type { Watermarks } from './watermarks.ts';

/** Why a state changed. `docs/architecture.md` tells when each is given. */
export type Cause = 'baseline' | 'resource' | 'policy' | 'exemption' | 'scope' | 'visibility';

/** What is known of one (resource, policy). */
export interface PolicyState {
  readonly state: State;
  /** When this state was first read, ISO 8601. */
  readonly since: string;
  readonly policyVersion: string;
  /** For Unknown and NotApplicable. */
  readonly reason?: string;
  /** For NonCompliant: what decided it. */
  readonly fields?: readonly DecidingField[];
  /** What the rule read, by path: the `before` of the next drift. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Set while a read that should have confirmed the state is failing transiently. */
  readonly staleSince?: string;
  readonly staleReason?: string;
  /** Unknown because something could not be read, as against something read that cannot be judged. */
  readonly unread?: boolean;
  /** How many reads in a row left it Unknown, or stale. */
  readonly tries?: number;
  /** For Exempt: id of the exemption, and what the rule says without it. */
  readonly exemption?: string;
  readonly underlying?: State;
  /** Id of the announced change in whose window it came to be. */
  readonly announced?: string;
}

/** The last evaluation of one resource: one row, every write conditional on its ETag. */
export interface Head {
  readonly resourceId: string;
  readonly resourceType: string;
  /** Sequence of the last drift of this resource; 0 before the first. Never skips. */
  readonly sequence: number;
  /** When the last and the last but one successful read started, by the server's clock. */
  readonly readStartedAt: string;
  readonly previousReadStartedAt?: string;
  /** The resource was read as deleted or moved away. */
  readonly gone?: boolean;
  /** The id under which the resource was known before a move. */
  readonly movedFrom?: string;
  readonly states: Readonly<Record<string, PolicyState>>;
  /** Lower-case keys of what the last evaluation read besides the resource, empty look-ups included. */
  readonly reads: readonly string[];
  /** Set while the resource as a whole cannot be read, or has not settled. */
  readonly staleSince?: string;
  readonly staleReason?: string;
  /** How many reads failed since then. */
  readonly staleTries?: number;
  /** Whether it holds, or may hold, PHI. */
  readonly phi?: boolean;
  /** The hospital or clinic that it belongs to. */
  readonly organisation?: string;
  /** The last full scan that read it itself, and what it could not see then: it need not read it again. */
  readonly scan?: { readonly id: string; readonly gaps?: readonly ScanGap[] };
  /** Drifts that the last changing read recorded, so that an event that comes late can still be named a candidate. */
  readonly lastDrifts?: {
    readonly from: string;
    readonly to: string;
    readonly drifts: readonly DriftPlace[];
    /** Ids of the latest events that are candidates already, of these drifts or of earlier ones. */
    readonly named?: readonly string[];
  };
}

/** Where the journal has a drift of a resource, or will have it once it is dispatched. */
export type DriftPlace = Pick<Drift, 'sequence' | 'recordedAt'>;

/** A principal by its ids alone; names live in a directory that can be erased. */
export interface Actor {
  readonly objectId?: string;
  readonly appId?: string;
  readonly kind?: 'User' | 'ServicePrincipal' | 'ManagedIdentity' | 'Unknown';
}

/** An event that may have caused a drift. */
export interface Candidate {
  readonly eventId: string;
  readonly time: string;
  readonly operation: string;
  readonly correlationId?: string;
  readonly actor?: Actor;
}

/** A change of state of one (resource, policy). Never rewritten. */
export interface Drift {
  /** `<hash of the resource id>-<sequence>`. */
  readonly id: string;
  readonly resourceId: string;
  readonly resourceType: string;
  readonly policy: string;
  readonly policyVersion: string;
  readonly title: string;
  readonly severity: string;
  /** The severity by which people act: raised where PHI is concerned. */
  readonly effectiveSeverity?: string;
  readonly phi?: boolean;
  readonly organisation?: string;
  /** Citations of 45 CFR: `164.312(e)(1)`. */
  readonly controls: readonly string[];
  readonly cause: Cause;
  readonly sequence: number;
  /** Id of the exemption that began or ended. */
  readonly exemption?: string;
  /** Id of the announced change in whose window it happened: it counts only if it is still open when that ends. */
  readonly announced?: string;
  /** null: first sight. */
  readonly from: State | null;
  readonly to: State;
  readonly reason?: string;
  /** The deciding fields, before and after. */
  readonly before: readonly { readonly path: string; readonly value: unknown }[];
  readonly after: readonly { readonly path: string; readonly value: unknown; readonly expected?: string }[];
  /** Every event since the previous read. */
  readonly candidates: readonly Candidate[];
  /** Named only where all candidates have the same one. */
  readonly actor?: Actor;
  readonly correlationId?: string;
  /** Time of the event that led to the read; absent for a sweep. */
  readonly eventTime?: string;
  readonly readAt: string;
  readonly recordedAt: string;
  /** Found by a full scan, not after an event; and by which one. */
  readonly foundBy?: 'sweep';
  readonly scanId?: string;
}

/** A head with what is needed to replace it, and the drifts beside it that are not dispatched yet. */
export interface HeadRecord {
  readonly head: Head;
  readonly etag: string;
  readonly pending: readonly Drift[];
}

/** The working record: heads and, in the same partition, undispatched drifts. */
export interface StateStore {
  /** One range query. Undefined: never seen. */
  read(resourceId: string): Promise<HeadRecord | undefined>;
  /**
   * Writes the head and its drifts (at most 90) in one transaction, conditional on `etag` (undefined: must not exist).
   * `conflict`: another evaluation was first; read both again.
   */
  commit(
    head: Head,
    drifts: readonly Drift[],
    etag: string | undefined,
  ): Promise<{ readonly kind: 'committed'; readonly etag: string } | { readonly kind: 'conflict' }>;
  /** Copies drifts to the journal and removes them from beside the head. Idempotent. */
  dispatch(drifts: readonly Drift[]): Promise<void>;
  /** Drifts that a crash left undispatched, over all resources. */
  undispatched(): AsyncIterable<Drift>;
  /** An event that came after the drift it may have caused. Idempotent. */
  addCandidate(drifts: readonly DriftPlace[], resourceId: string, candidate: Candidate): Promise<void>;
  /** Heads of a resource group (`/subscriptions/S/resourceGroups/G`) or of a whole subscription. */
  heads(scope: string): AsyncIterable<Head>;
}

/** The drifts that were dispatched, oldest first. */
export interface Journal {
  /** One drift by its place; undefined: it is not dispatched yet. */
  find(place: DriftPlace & Pick<Drift, 'resourceId'>): Promise<Drift | undefined>;
  /** `since`: ISO 8601, inclusive, by `recordedAt`. Late candidates are merged in, and an actor in doubt is withdrawn. */
  since(subscriptionIds: readonly string[], since: string): AsyncIterable<Drift>;
}

/** Who read what: reverse of `Head.reads`. Written before the head, so that no reader is ever missed. */
export interface ReadBy {
  add(keys: readonly string[], readerId: string): Promise<void>;
  /** Ids of the resources whose last evaluation read `key`. */
  readers(key: string): Promise<readonly string[]>;
}

/** A queue of the app: messages are plain JSON. */
export interface WorkQueue<T> {
  send(message: T, delaySeconds?: number): Promise<void>;
  /** Approximate number of messages waiting, delayed ones included, and of poisoned ones. */
  depth(): Promise<{ readonly waiting: number; readonly poisoned: number }>;
  /** Puts poisoned messages back; returns how many. */
  redrive(): Promise<number>;
}

/** The queue `changes`. The `change` of a task is the plain JSON of a ResourceChange. */
export type ChangesQueue = WorkQueue<unknown>;

/** Events that could not be understood, with the reason: kept, never thrown away. */
export interface Rejected {
  add(event: unknown, reason: string): Promise<void>;
  count(): Promise<number>;
}

/** A call that changes or exports something, or that an Auditor makes. Never rewritten; people by object id alone. */
export interface AuditEntry {
  readonly id: string;
  /** When the call came; of refusals of nobody in particular: the minute. */
  readonly time: string;
  /** The function that was called. */
  readonly action: string;
  readonly kind: 'change' | 'export' | 'read';
  /** Id of what the call was about. */
  readonly subject?: string;
  /** Absent: the call brought no token that was accepted. */
  readonly who?: { readonly objectId: string; readonly appId?: string };
  /** Those in force at the time. */
  readonly roles?: readonly string[];
  readonly correlationId: string;
  /** `begun`: a change of which no end was recorded; it may have been made or not. */
  readonly outcome: 'begun' | 'done' | 'refused' | 'failed';
  /** HTTP status of the answer. */
  readonly status?: number;
  readonly reason?: string;
}

/** Who called what. */
export interface AuditTrail {
  /** Adds an entry, or the end of one that was begun. What is there already stays as it is. */
  add(entry: AuditEntry): Promise<void>;
  /** From `since` (inclusive) to `until` (exclusive), ISO 8601, oldest first. One that was begun and ended is one entry. */
  between(since: string, until?: string): AsyncIterable<AuditEntry>;
}

/** That someone may act as Auditor for a time. */
export interface AuditorGrant {
  readonly id: string;
  /** Of the Auditor, lower case. */
  readonly objectId: string;
  /** ISO 8601; the end is exclusive. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** The engagement or ticket. */
  readonly reference: string;
  readonly grantedBy: string;
  readonly grantedAt: string;
  readonly revokedBy?: string;
  readonly revokedAt?: string;
}

/** Rows are only added: a revocation lies beside its grant. */
export interface AuditorGrants {
  add(grant: AuditorGrant): Promise<void>;
  /** The first revocation stands. */
  revoke(
    grant: Pick<AuditorGrant, 'objectId' | 'id'>,
    by: Required<Pick<AuditorGrant, 'revokedBy' | 'revokedAt'>>,
  ): Promise<void>;
  /** Of one person, past ones included. */
  of(objectId: string): Promise<readonly AuditorGrant[]>;
  all(): AsyncIterable<AuditorGrant>;
}
