export { anomalyFacts, noteAnomaly } from './anomaly-events.ts';
export { anomalyReaders, isConcerned, namesStaff, principalsOf } from './anomaly-subjects.ts';
export { giveVerdict, verdictRequest } from './anomaly-verdict.ts';
export type { AnomalyVerdict } from './anomaly-verdict.ts';
export { anomaliesSince, findAnomaly } from './anomaly-views.ts';
export { precisionView } from './precision.ts';
export { readersOf } from './readers.ts';
export type { Readers } from './readers.ts';
export {
  listSuppressions,
  suppressAnomalies,
  suppressionRequest,
  suppressionsAt,
  withdrawSuppression,
} from './suppressions.ts';
export type { AnomalySuppression } from './suppressions.ts';
