/** The past as the ledger has it: which rows were known at a moment, and the states that follow from them. */
export { driftIn, happenedAt } from './drifts-of.ts';
export { pastStates } from './past-states.ts';
export type { PastState, PastStates } from './past-states.ts';
export { readingGaps } from './reading-gaps.ts';
export { readPast } from './read-past.ts';
export type { KnownPart, PastReading } from './read-past.ts';
