/** The heart: what a change affects, how it is judged and compared, and how a drift is recorded. */
export { affectedAt, affectedFrom, isJudged } from './affected.ts';
export { controlsView } from './controls-view.ts';
export type { ControlView, Counts } from './controls-view.ts';
export { evaluateResource } from './evaluate-resource.ts';
export type { Outcome } from './evaluate-resource.ts';
export { fullScan } from './full-scan.ts';
export type { Scanned } from './full-scan.ts';
export { handleEvent, handleMessage } from './handle.ts';
export { health } from './health.ts';
export type { Health } from './health.ts';
export { parseEvent } from './parse-event.ts';
export type { ParsedEvent } from './parse-event.ts';
export { cataloguePolicies } from './policy-source.ts';
export type { PolicySource } from './policy-source.ts';
export { driftsSince, statesOf } from './queries.ts';
export type { StatesView, StateView } from './states-view.ts';
export { sweep } from './sweep.ts';
export type { Ports, ResourceChange, Task } from './types.ts';
