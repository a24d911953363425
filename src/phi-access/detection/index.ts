/** Facts that detectors compare with: history, baselines, shifts, peers, identities. */
export { baseline, logPoissonTail, quantile } from './baseline.ts';
export { unchecked } from './coverage-gaps.ts';
export { createDetectionContext, finding, isWithin, sum } from './detection-context.ts';
export { usualOf } from './expected-volume.ts';
export type { Feature } from './expected-volume.ts';
export { history } from './history.ts';
export { isIdentity, isPerson } from './identities.ts';
export { isAddress, neighborhood, networkFinder, wideNeighborhood } from './networks.ts';
export { groupName } from './peers.ts';
export { countStrangers, strangerCounter } from './strangers.ts';
export type { Strangers } from './strangers.ts';
export type { DetectionContext, DetectionWindow, Detector, Hour, Person, Shift, View } from './types.ts';
export { evidenceOfCrowd, groupOf, learnCompany, newcomers } from './viewer-baseline.ts';
export type { Company, Newcomers } from './viewer-baseline.ts';
export { hourMs } from './working-calendar.ts';
export { habitsOf } from './working-hours.ts';
export type { Habits } from './working-hours.ts';
