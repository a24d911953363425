import * as z from 'zod';
import type { Drift } from '../../model/index.ts';
import type { Mode, Plan, RemediationDecision } from '../remediation/index.ts';

/**
 * `open`: taken up, and nobody has been told yet. `waiting`: for people. `escalated`: the time allowed is over, and others were told.
 * `disputed`: somebody says that the finding is wrong; it stays open. `closed`.
 */
type Status = 'open' | 'waiting' | 'escalated' | 'disputed' | 'closed';

/** The end of a response. `remediated`: phiwatch did it, read it back and evaluated it. `superseded`: a newer drift of the same resource and policy replaces it. */
export type Closure = 'resolved' | 'remediated' | 'superseded' | 'exempt' | 'not-applicable';

/** The answer to one drift, from when it was taken up until it is closed. */
export interface Response {
  /** The id of the drift. */
  readonly id: string;
  readonly drift: Drift;
  readonly status: Status;
  /** Number of its last step. */
  readonly step: number;
  readonly openedAt: string;
  /** When the time allowed is over. */
  readonly dueAt: string;
  /** When it is to be looked at again; absent once it is closed. */
  readonly nextAt?: string;
  /** Whether people have been notified of it. */
  readonly notified?: boolean;
  /** Another response of the same resource and policy, that people were told of, went over into this one. */
  readonly continues?: true;
  readonly remindedAt?: string;
  /** No reminder before it. */
  readonly snoozedUntil?: string;
  /** Object id of who looks after it. */
  readonly acknowledgedBy?: string;
  readonly escalations: number;
  readonly closure?: Closure;
  readonly closedAt?: string;
  /** The plan by which it would be remediated, as far as is known. */
  readonly plan?: Plan;
  readonly remediation?: Remediation;
  /** The request that waits for approval. */
  readonly request?: ApprovalRequest;
  /** The last decision to write, by people or by a mode. */
  readonly decision?: RemediationDecision & { readonly at: string };
  /** The plan that was carried out last, and held. */
  readonly applied?: Plan;
}

/**
 * The status of its remediation. `none`: there is no safe way. `observed`: planned, and nobody is asked. `waiting`: to be proposed
 * again at `nextAt`. `decided`: to be written. `written`: to be verified. `blocked`: people have to see to it.
 */
export interface Remediation {
  readonly mode: Mode;
  readonly status:
    | 'none'
    | 'observed'
    | 'waiting'
    | 'asked'
    | 'decided'
    | 'written'
    | 'verified'
    | 'reverted'
    | 'rejected'
    | 'expired'
    | 'blocked';
  readonly why?: string;
  /** A remediation loop: something changes the setting back. */
  readonly looped?: true;
  /** When it resumes by itself. */
  readonly nextAt?: string;
  /** Object id of the person who requested approval where the mode alone would not have. */
  readonly askedBy?: string;
}

export interface ApprovalRequest {
  readonly kind: 'apply' | 'revert';
  readonly planHash: string;
  readonly askedAt: string;
  readonly expiresAt: string;
  /** The number of people who must approve; one where it is known whose change it is. */
  readonly needed: 1 | 2;
  readonly approvals: readonly { readonly who: string; readonly at: string }[];
}

/** Something that happened to a response. Never rewritten. */
export interface ResponseStep {
  readonly n: number;
  readonly at: string;
  readonly what:
    | 'claimed'
    | 'notified'
    | 'acknowledged'
    | 'snoozed'
    | 'disputed'
    | 'undisputed'
    | 'exemption-requested'
    | 'reminded'
    | 'resumed'
    | 'escalated'
    | 'planned'
    | 'requested'
    | 'asked'
    | 'owners-renewed'
    | 'approved'
    | 'rejected'
    | 'expired'
    | 'decided'
    | 'held-back'
    | 'written'
    | 'accepted'
    | 'verified'
    | 'not-held'
    | 'failed'
    | 'blocked'
    | 'revert-requested'
    | 'closed';
  /** Object id of the person; absent where the system did it. */
  readonly who?: string;
  readonly why?: string;
}

/** The occasions on which people are notified of a response. */
export type Occasion = 'first' | 'changed' | 'resolved' | 'reminder' | 'escalation' | 'decision';

/** The place in the journal of a drift that needs a response: a message of the queue `respond`. */
const driftWork = z.object({
  resourceId: z.string().min(1),
  sequence: z.int().min(1),
  recordedAt: z.iso.datetime(),
});

export type DriftWork = z.infer<typeof driftWork>;

/** A message of the queue `respond`: a drift to be taken up, or a response to go on with. */
export const respondWork = z.union([
  driftWork,
  z.object({
    goOn: z.string().min(1).max(300),
    /** The clock sent it, and will again: it needs no second delivery. */
    resumed: z.literal(true).exactOptional(),
  }),
]);

export type RespondWork = z.infer<typeof respondWork>;

/** A decision of a response that is to be carried out. */
export interface DecisionWork {
  /** Id of the response. */
  readonly id: string;
  readonly decision: string;
}
