import { z } from 'zod';
import { severities } from '../../model/index.ts';
import { outsideName, text } from '../../records/index.ts';

/** One setting that a plan changes. `before` absent: it was not set. */
export interface PlannedChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after: unknown;
}

/** A setting that goes with the changes of a plan. */
export interface SentAlong {
  readonly path: string;
  readonly value: unknown;
}

/** A plan to remediate one finding: a diff, and nothing else. */
export interface Plan {
  /** SHA-256 of all that it does: an approval is for this, and for nothing else. */
  readonly hash: string;
  readonly kind: 'patch' | 'modify' | 'task' | 'revert';
  readonly policy: string;
  readonly policyVersion: string;
  /** The resource that is written: the one that was evaluated, or a child of it. */
  readonly target: string;
  readonly method: 'PATCH' | 'PUT' | 'TASK';
  /** Empty for a task: Azure deploys what the policy says. */
  readonly changes: readonly PlannedChange[];
  /** Settings that are sent along because the provider wants them. They are not compared. */
  readonly with?: readonly SentAlong[];
  readonly task?: { readonly assignmentId: string; readonly referenceId?: string };
  /** The plan may shut out users of the resource: only people approve it. */
  readonly cutsOff?: true;
  /** Warns of what may stop working. */
  readonly caution?: string;
  /** Says how much the use that the fix ends was made of lately. */
  readonly recentUse?: string;
  readonly plannedAt: string;
}

/** A mode says who decides about a plan; `observe` shows the plan and asks nobody. */
export const modes = ['off', 'observe', 'ask', 'auto'] as const;

export type Mode = (typeof modes)[number];

/** No automatic write, and no approved one either, from one moment to another. ISO 8601; the end is exclusive. */
export interface FreezeWindow {
  readonly from: string;
  readonly until: string;
}

export interface RemediationSettings {
  /** Name of the tag by which a resource or its group opts out: with the value `off`. */
  readonly optOutTag: string;
  readonly freezes: readonly FreezeWindow[];
}

/** A decision to write, by a mode or by people who approved this plan and no other. */
export interface RemediationDecision {
  readonly id: string;
  readonly kind: 'apply' | 'revert';
  readonly plan: Plan;
  /** Object ids; `auto` where a mode did. */
  readonly by: readonly string[] | 'auto';
}

export type ApplyResult =
  /** It is in Azure: now it is to be read back. `accepted`: Azure carries it out, and its end is to be awaited first. */
  | { readonly kind: 'written'; readonly accepted?: true }
  | { readonly kind: 'wait'; readonly until: string; readonly why: string }
  /** The resource has changed since the decision: plan again. */
  | { readonly kind: 'void'; readonly why: string }
  /** Others have corrected the setting. */
  | { readonly kind: 'needless'; readonly why: string }
  /** People have to look at it. */
  | { readonly kind: 'blocked'; readonly why: string; readonly looped?: true };

/** The one switch: while it is thrown, nothing is written to the estate. */
export interface KillSwitch {
  readonly stopped: boolean;
  readonly by: string;
  readonly why: string;
  /** The person who asks to restart writes; another person must approve. */
  readonly restartAskedBy?: string;
}

/** For what findings a mode holds: all that it names must fit. Counts once enough others have approved it. */
export interface RemediationMode extends z.infer<typeof modeRequest> {
  readonly status: 'requested' | 'approved' | 'withdrawn';
  readonly requestedBy: string;
  /** Object ids. */
  readonly approvals: readonly string[];
  readonly withdrawnBy?: string;
}

export const modeRequest = z.strictObject({
  mode: z.enum(modes),
  /** Name of a policy. */
  policy: z.string().min(1).exactOptional(),
  severity: z.enum(severities).exactOptional(),
  /** Id of the resource. */
  tag: z.strictObject({ name: outsideName(512).min(1), value: outsideName(256) }).exactOptional(),
  why: text(),
});
