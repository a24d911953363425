/** Tabletop exercises on record: who took part, what was done, who confirms it, and what that proves. */
export { listTabletops } from './list-tabletops.ts';
export type { TabletopView } from './list-tabletops.ts';
export type { TabletopPorts } from './ports.ts';
export { confirmTabletop, recordTabletop, tabletopWithdrawal, withdrawTabletop } from './record-tabletop.ts';
export { controlsOfExercise, provedSince, tabletopsFor, tabletopStanding } from './tabletop-standing.ts';
export type { TabletopStanding } from './tabletop-standing.ts';
export { exercises, tabletopRequest } from './tabletop.ts';
export type { Exercise, Tabletop } from './tabletop.ts';
