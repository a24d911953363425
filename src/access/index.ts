/** Who reads PHI, and whether it looks like their work. */
export type { Pace, Standing } from './collect.ts';
export { anomalyReaders } from './concerned.ts';
export { DirectoryError, parseDirectory } from './directory.ts';
export type { Depth } from './judge.ts';
export { createObserver } from './observe.ts';
export type { DirectoryFeed } from './observe.ts';
export type { KeptAnomaly, ReviewPorts } from './ports.ts';
export { precisionView } from './precision.ts';
export { accessQueries } from './queries/index.ts';
export { patientKey } from './queries/rows.ts';
export { purgeProfiles, reviewAccess } from './review.ts';
export type { Review } from './review.ts';
export { listSuppressions, suppressAnomalies, withdrawSuppression } from './suppression.ts';
export type { AnomalySuppression } from './suppression.ts';
export type * from './types.ts';
export { giveVerdict } from './verdict.ts';
export type { AnomalyVerdict } from './verdict.ts';
export { anomaliesSince, findAnomaly } from './views.ts';
