/** Logs of the sample hospital as Log Analytics holds them, with incidents that are known. */
export { habits, type HabitsName } from './habits.ts';
export {
  incidentKinds,
  logs,
  tables,
  type IncidentKind,
  type Label,
  type LogOptions,
  type Logs,
  type Lookalike,
  type Row,
  type Table,
} from './logs.ts';
export { offsetOf } from './time.ts';
export { writeLogs, type Written } from './write.ts';
