/** A drill as it is kept, and what is measured of it. */
export { drillIdOf } from './drill.ts';
export type {
  ComponentRun,
  DrillCoverage,
  Drill,
  DrillCheck,
  DrillFinding,
  DrillResult,
  Intent,
  Measure,
  DrillMode,
  Teardown,
} from './drill.ts';
export { drillStanding } from './standing.ts';
export type { DrillStanding } from './standing.ts';
export { objectivesMet, rpoOf, rtoOf } from './measure.ts';
