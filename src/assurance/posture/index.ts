/** Shows the state of each control, what is unknown, and the health of phiwatch itself. */
export type { ControlView } from './control-view.ts';
export type { Counts } from './tally.ts';
export { controlsOfOrganization, controlsView, coverageView } from './controls.ts';
export { health } from './health.ts';
export type { Health } from './health.ts';
export type { PosturePorts } from './ports.ts';
export { driftsSince, placeOfDrift, statesOf } from './state-queries.ts';
export type { StateView, StatesView } from './state-queries.ts';
export { eachUnknown, unknowns } from './unknowns.ts';
export type { Unknown } from './unknowns.ts';
