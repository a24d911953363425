export { DirectoryError, parseDirectory } from './directory.ts';
export { patientKey } from './patient-key.ts';
export type { KeyPatient } from './patient-key.ts';
export { anomalyKinds, mostPatients } from './types.ts';
export type {
  AccessEvent,
  AccessHour,
  Anomaly,
  AnomalyKind,
  AnomalySeverity,
  Directory,
  AccessFinding,
  KeptAnomaly,
  ObservedAccess,
  Principal,
  PrincipalKind,
  LogSourceName,
} from './types.ts';
