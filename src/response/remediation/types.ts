/** One setting that a plan changes. `before` absent: it was not set. */
export interface PlannedChange {
  readonly path: string;
  readonly before?: unknown;
  readonly after: unknown;
}

/** How one finding would be put back: a diff, and nothing else. */
export interface Plan {
  /** SHA-256 of all that it does: an approval is for this, and for nothing else. */
  readonly hash: string;
  readonly kind: 'patch' | 'modify' | 'task' | 'revert';
  readonly policy: string;
  readonly policyVersion: string;
  /** What is written: the resource that was judged, or a child of it. */
  readonly target: string;
  readonly method: 'PATCH' | 'PUT' | 'TASK';
  /** Empty for a task: Azure deploys what the policy says. */
  readonly changes: readonly PlannedChange[];
  readonly task?: { readonly assignmentId: string; readonly referenceId?: string };
  /** What may stop working. */
  readonly caution?: string;
  readonly plannedAt: string;
}

/** What is to be done is decided by a mode or by people; `observe` plans and shows, and asks nobody. */
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
