export { DirectoryError, parseDirectory } from './directory.ts';
export { patientKey } from './patient-key.ts';
export type { KeyPatient } from './patient-key.ts';
export { anomalyKinds, mostPatients } from './types.ts';
export type {
  AccessEvent,
  AccessFinding,
  AccessHour,
  Anomaly,
  AnomalyKind,
  Directory,
  KeptAnomaly,
  LogSourceName,
  ObservedAccess,
  Principal,
  PrincipalKind,
} from './types.ts';
