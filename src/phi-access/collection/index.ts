/** Queries logs by the hour and merges the rows; knows how far each log has come. */
export { hoursWithoutRows } from './log-hours.ts';
export { accessQueries, bounded } from './access-queries.ts';
export type { AccessQuery } from './access-queries.ts';
export { collectLogs, usualPace } from './collect-logs.ts';
export type { CollectionStatus, Pace } from './collect-logs.ts';
export { historyDays, keepingGaps } from './log-keeping.ts';
export { absenceOf, logLags, watermarkOf } from './log-lag.ts';
export type { CollectPorts } from './ports.ts';
export { watchSettings } from './setting-changes.ts';
export type { SettingChangePorts } from './setting-changes.ts';
