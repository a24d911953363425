/** Hours, findings, and the directory of people and machines. */
export { mostPatients, patientKey } from './access-log.ts';
export type { AccessEvent, AccessHour, KeyPatient, LogSourceName } from './access-log.ts';
export { anomalyKinds } from './anomaly.ts';
export type { AccessFinding, Anomaly, AnomalyKind, KeptAnomaly } from './anomaly.ts';
export { DirectoryError, parseDirectory } from './directory.ts';
export type { Directory, Principal, PrincipalKind } from './directory.ts';
