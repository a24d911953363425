import type { Clock } from '../../base/index.ts';
import type {
  CanaryReader,
  DatabaseChecks,
  DrillAzure,
  DrillKeys,
  DrillTables,
  LogSource,
} from '../../platform/azure/index.ts';
import type { ComponentRun } from '../model/index.ts';
import type { DrillPlan } from '../plans/index.ts';

export type {
  CanaryReader,
  DatabaseChecks,
  DatabaseFigures,
  DrillKeys,
  TableFigures,
} from '../../platform/azure/index.ts';

export interface StepPorts {
  readonly azure: DrillAzure;
  /** Absent: nothing can be asked, and the report says so. */
  readonly checks?: DatabaseChecks;
  readonly canary?: CanaryReader;
  readonly keys?: DrillKeys;
  /** Absent: this deployment keeps no ledger to restore tables from. */
  readonly tables?: DrillTables;
  /** The workspaces that the audit logs of health data go to; absent: none is named. */
  readonly logs?: LogSource;
  readonly clock: Pick<Clock, 'now'>;
}

/** The drill that a step is part of. */
export interface StepContext {
  readonly drillId: string;
  /** `2026Q4` */
  readonly quarter: string;
  /** T0 */
  readonly startedAt: string;
  /** The id of the drill group. */
  readonly group: string;
  readonly plan: DrillPlan;
}

/** Does one unit of a component's step, at most one write among it. What is about to be written was put on record by the turn before. */
export type Step = (run: ComponentRun, context: StepContext, ports: StepPorts) => Promise<ComponentRun>;
