import type { OperationLink } from '../../platform/azure/index.ts';
import type { ComponentKind, Component, DrillPlan } from '../plans/index.ts';

/** The outcome of a check of a copy. `not-comparable`: what it is compared with has changed since the restore point. */
export interface DrillCheck {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'not-comparable' | 'not-done';
  /** Numbers and names of settings, never content. */
  readonly detail: string;
}

/** Something that a drill found and somebody has to see to. */
export interface DrillFinding {
  readonly id: string;
  readonly title: string;
  /** Object id of who answers for it. */
  readonly owner: string;
  /** ISO 8601. */
  readonly dueAt: string;
}

/** A measured time beside its objective. `measuredSeconds` is absent where nothing could be measured. */
export interface Measure {
  readonly objectiveSeconds: number;
  readonly measuredSeconds?: number;
  /** Absent: it could not be measured, or no objective holds for what was done. */
  readonly met?: boolean;
}

/**
 * The work that a drill did on a component. `restored`: a copy was made from a backup. `exercised`: the service's own procedure was carried out. `readiness`: nothing
 * was restored, only what a recovery would need was read.
 */
export type DrillMode = 'restored' | 'exercised' | 'readiness';

/** A write that a drill is about to make, put on record before it is made. */
export interface Intent {
  readonly what: 'create' | 'restore' | 'delete' | 'key' | 'tables';
  /** The resource that is made or removed. */
  readonly id: string;
  readonly at: string;
}

/** A component in a drill, and how far its step has come. Times are ISO 8601. */
export interface ComponentRun {
  readonly component: Component;
  readonly kind: ComponentKind;
  /** `waiting`: not begun. `restoring`: a write is made or under way. `checking`: the copy is there. */
  readonly status: 'waiting' | 'restoring' | 'checking' | 'done' | 'failed';
  readonly mode?: DrillMode;
  /** The copy is the state of this moment. */
  readonly restorePoint?: string;
  /** Name of the property that gave the restore point. */
  readonly restorePointFrom?: string;
  /** The id of the copy; where Azure chooses its name, of the first. */
  readonly copyId?: string;
  readonly intent?: Intent;
  /** When Azure accepted the write. */
  readonly acceptedAt?: string;
  readonly operation?: OperationLink;
  readonly onlineAt?: string;
  /** When the last check passed. */
  readonly checkedAt?: string;
  readonly checks: readonly DrillCheck[];
  readonly findings: readonly DrillFinding[];
  /** Facts that a reader of the report needs, by name. */
  readonly facts: Readonly<Record<string, string>>;
  /** Why it failed, or why nothing was restored. */
  readonly why?: string;
  /** It is not looked at before. */
  readonly nextAt?: string;
  /** The number of tries of its present write. */
  readonly tries: number;
}

/** The destruction of everything that a drill made. */
export interface Teardown {
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Ids of what was destroyed, or is being destroyed. */
  readonly destroyed: readonly string[];
  /** When the deletion of each was last asked for, by id in lower case. */
  readonly asked: Readonly<Record<string, string>>;
  /** Resources that are still there, and are none of the template's. */
  readonly live: number;
  /** Deleted resources that Azure keeps for a while: a restore of them is still possible. */
  readonly softDeleted: readonly { readonly id: string; readonly purgedAt: string }[];
  /** Why nothing is deleted: a person has to look. */
  readonly refused?: string;
  readonly nextAt?: string;
}

export type DrillResult = 'executed' | 'objective-missed' | 'failed' | 'aborted' | 'expired';

/** A drill of one quarter, as it is kept. It is begun once and ends once. */
export interface Drill {
  /** `dr-drill-2026Q4` */
  readonly id: string;
  /** `2026Q4` */
  readonly quarter: string;
  /** As it was when the drill was begun; what people wrote in it stands in its revision alone. */
  readonly plan: DrillPlan;
  /** Version and SHA-256 of the revision that was in force. */
  readonly revision: { readonly version: number; readonly sha256: string; readonly signedBy: string };
  /** `timer`, or the object id of who started it by hand. */
  readonly startedBy: string;
  readonly dueAt: string;
  /** When approval was asked for, and until when it can be given. */
  readonly askedAt: string;
  readonly expiresAt: string;
  readonly approval?: { readonly by: string; readonly at: string };
  /** T0: from here on time is measured. */
  readonly startedAt?: string;
  /** While the drill group is evaluated: when it is looked at again. */
  readonly nextAt?: string;
  readonly phase: 'approval' | 'evaluating' | 'restoring' | 'teardown' | 'ended';
  /** Why it is ended early, and what the result is then. */
  readonly stop?: { readonly result: 'failed' | 'aborted'; readonly why: string; readonly at: string };
  /** The drill group was found fit before anything was restored into it. */
  readonly evaluated?: { readonly at: string; readonly resources: number };
  readonly components: readonly ComponentRun[];
  readonly teardown?: Teardown;
  readonly coverage?: DrillCoverage;
  readonly result?: DrillResult;
  readonly endedAt?: string;
}

/** The part of what holds PHI that was really restored. */
export interface DrillCoverage {
  readonly restored: number;
  readonly all: number;
  readonly byCriticality: Readonly<Record<string, { readonly restored: number; readonly all: number }>>;
  /** Ids of the stores with PHI that no component of the plan names. */
  readonly unplanned: readonly string[];
}

/** The id of the drill of a quarter; of its workflow, too. */
export function drillIdOf(quarter: string): string {
  return `dr-drill-${quarter}`;
}
