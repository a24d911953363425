/** Anomalies as people see them: views, verdicts, suppression, precision. */
export { anomalyEvents, noteAnomaly } from './anomaly-events.ts';
export { anomalyReaders, isAnomalySubject, namesStaff, principalsOf } from './anomaly-subjects.ts';
export { giveVerdict, verdictRequest } from './anomaly-verdict.ts';
export { countVerdicts } from './verdict-counts.ts';
export type { VerdictCounts } from './verdict-counts.ts';
export { anomaliesSince, findAnomaly, precisionView } from './anomaly-views.ts';
export { readersOf } from './readers.ts';
export type { Readers } from './readers.ts';
export { createRecentUse } from './recent-use.ts';
export type { RecentUse } from './recent-use.ts';
export { mostAddresses } from './resource-use.ts';
export { listSuppressions, suppressAnomalies, suppressionsAt, withdrawSuppression } from './suppressions.ts';
export { suppressionRequest } from './types.ts';
export type { AnomalySuppression, AnomalyVerdict } from './types.ts';
