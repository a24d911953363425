import { secondsBetween } from '../../base/index.ts';
import { rpoOf, rtoOf } from '../model/index.ts';
import type {
  ComponentRun,
  DrillCoverage,
  Drill,
  DrillCheck,
  DrillFinding,
  DrillResult,
  Measure,
} from '../model/index.ts';
import { estimateOf } from '../plans/index.ts';
import type { Criticality, DrillPlan } from '../plans/index.ts';
import { doesNotProveOf, provesOf } from './claims.ts';

interface ComponentReport {
  readonly name: string;
  readonly resourceId: string;
  readonly organization?: string;
  readonly criticality: Criticality;
  readonly kind: ComponentRun['kind'];
  readonly status: ComponentRun['status'];
  readonly mode?: NonNullable<ComponentRun['mode']>;
  readonly why?: string;
  readonly rto: Measure;
  readonly rpo: Measure;
  readonly restorePoint?: string;
  readonly restorePointFrom?: string;
  readonly copyId?: string;
  readonly checks: readonly DrillCheck[];
  readonly findings: readonly DrillFinding[];
  readonly facts: Readonly<Record<string, string>>;
}

export interface DrillReport {
  readonly id: string;
  readonly quarter: string;
  readonly plan: {
    readonly version: number;
    readonly sha256: string;
    readonly signedBy: string;
    readonly region: DrillPlan['region'];
  };
  readonly phase: Drill['phase'];
  readonly startedBy: string;
  readonly dueAt: string;
  /** Left out of the recovery time. */
  readonly approval: {
    readonly askedAt: string;
    readonly expiresAt: string;
    readonly by?: string;
    readonly at?: string;
    readonly waitedSeconds?: number;
  };
  readonly cost: { readonly estimate: number; readonly cap: number; readonly currency: string };
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly result?: DrillResult;
  readonly stop?: NonNullable<Drill['stop']>;
  readonly components: readonly ComponentReport[];
  readonly coverage: DrillCoverage;
  readonly teardown: {
    readonly live: number;
    readonly destroyed: readonly string[];
    readonly softDeleted: readonly { readonly id: string; readonly purgedAt: string }[];
    readonly endedAt?: string;
    readonly refused?: string;
  };
  /** By object id; the revision of the plan has their roles. */
  readonly participants: readonly string[];
  readonly proves: readonly string[];
  readonly doesNotProve: readonly string[];
}

/** A drill in short. */
export interface DrillSummary extends Pick<
  Drill,
  'id' | 'quarter' | 'phase' | 'dueAt' | 'expiresAt' | 'startedAt' | 'endedAt' | 'result'
> {
  readonly coverage?: Pick<DrillCoverage, 'restored' | 'all'>;
}

export function summaryOf({ coverage, ...drill }: Drill): DrillSummary {
  const { id, quarter, phase, dueAt, expiresAt, startedAt, endedAt, result } = drill;
  return {
    id,
    quarter,
    phase,
    dueAt,
    expiresAt,
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(result !== undefined && { result }),
    ...(coverage && { coverage: { restored: coverage.restored, all: coverage.all } }),
  };
}

const nothing: DrillCoverage = { restored: 0, all: 0, byCriticality: {}, unplanned: [] };

/** The report of a drill: what it measured, what it proves and what not. Numbers, times and ids; nothing of what the copies hold. */
export function reportOf(drill: Drill): DrillReport {
  const { id, quarter, plan, revision, startedBy, dueAt, askedAt, expiresAt, approval, phase } = drill;
  const { startedAt, endedAt, result, stop, teardown, coverage = nothing } = drill;
  return {
    id,
    quarter,
    plan: { ...revision, region: plan.region },
    phase,
    startedBy,
    dueAt,
    approval: {
      askedAt,
      expiresAt,
      ...approval,
      ...(approval && { waitedSeconds: secondsBetween(askedAt, approval.at) }),
    },
    cost: { estimate: estimateOf(plan), cap: plan.cost.cap, currency: plan.cost.currency },
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(result !== undefined && { result }),
    ...(stop && { stop }),
    components: drill.components.map((run) => componentOf(run, startedAt)),
    coverage,
    teardown: {
      live: teardown?.live ?? 0,
      destroyed: teardown?.destroyed ?? [],
      softDeleted: teardown?.softDeleted ?? [],
      ...(teardown?.endedAt !== undefined && { endedAt: teardown.endedAt }),
      ...(teardown?.refused !== undefined && { refused: teardown.refused }),
    },
    participants: plan.participants.map(({ person }) => person),
    proves: provesOf(drill),
    doesNotProve: doesNotProveOf(drill, coverage),
  };
}

function componentOf(run: ComponentRun, startedAt: string | undefined): ComponentReport {
  const {
    component,
    kind,
    status,
    mode,
    why,
    restorePoint,
    restorePointFrom,
    copyId,
    checks,
    findings,
    facts,
  } = run;
  const { name, resourceId, organization, criticality } = component;
  return {
    name,
    resourceId,
    ...(organization !== undefined && { organization }),
    criticality,
    kind,
    status,
    ...(mode && { mode }),
    ...(why !== undefined && { why }),
    rto: rtoOf(run, startedAt),
    rpo: rpoOf(run, startedAt),
    ...(restorePoint !== undefined && { restorePoint }),
    ...(restorePointFrom !== undefined && { restorePointFrom }),
    ...(copyId !== undefined && { copyId }),
    checks,
    findings,
    facts,
  };
}
