import type { Severity } from './severity.ts';
import type { State } from './states.ts';

/** Why a state changed. `docs/architecture.md` says when each is given. */
export type Cause = 'baseline' | 'resource' | 'policy' | 'exemption' | 'scope' | 'visibility';

/** The place of a resource's drift in the journal, or the place that it will have once it is dispatched. */
export type DriftPlace = Pick<Drift, 'sequence' | 'recordedAt'>;

/** A principal by its ids alone; names live in a directory that can be erased. */
export interface Actor {
  readonly objectId?: string;
  readonly appId?: string;
  readonly kind?: 'User' | 'ServicePrincipal' | 'ManagedIdentity' | 'Unknown';
}

/** An event, or an entry of the Activity Log, that may have caused a drift. */
export interface Candidate {
  readonly eventId: string;
  readonly time: string;
  readonly operation: string;
  readonly correlationId?: string;
  readonly actor?: Actor;
  /** Set where no event came, and it was looked up: the event was missed all the same. */
  readonly source?: 'activity-log';
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
  /** The words for the failure, after the name of the resource: `accepts unencrypted connections`. Absent: the policy has no such words. */
  readonly failure?: string;
  readonly severity: Severity;
  /** The severity by which people act: raised where PHI is concerned. */
  readonly effectiveSeverity?: Severity;
  readonly phi?: boolean;
  readonly organization?: string;
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
  /** Every event since the previous read; what was looked up where there was none. */
  readonly candidates: readonly Candidate[];
  /** Named only where all candidates have the same one. */
  readonly actor?: Actor;
  readonly correlationId?: string;
  /** Time of the event that led to the read; absent where something else did. */
  readonly eventTime?: string;
  readonly readAt: string;
  readonly recordedAt: string;
  /** Set where a full scan found it, with the id of that scan. */
  readonly foundBy?: 'full-scan';
  readonly scanId?: string;
}
