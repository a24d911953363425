/** A drill from its due date to its report: begun, approved, executed turn by turn, torn down. */
export { beginByHand, beginDue } from './begin-drill.ts';
export { abortDrill, abortRequest, approveDrill } from './decide-drill.ts';
export type { Decided } from './decide-drill.ts';
export { drillEvents } from './drill-events.ts';
export { keepDrills } from './keep-drills.ts';
export type { DrillWorkflows } from './keep-drills.ts';
export type { DrillPorts, DrillSettings } from './ports.ts';
export { reportOf, summaryOf } from './report.ts';
export type { DrillReport, DrillSummary } from './report.ts';
export { drillSettings, drillsOfSettings } from './settings.ts';
export type { DrillOptions } from './settings.ts';
export { cleanUpGroup } from './clean-up.ts';
export { takeTurn } from './take-turn.ts';
export type { DrillTurn } from './take-turn.ts';
