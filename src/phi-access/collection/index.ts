export { accessQueries, bounded } from './access-queries.ts';
export type { AccessQuery } from './access-queries.ts';
export { collect, usualPace } from './collect-logs.ts';
export type { Pace, Standing } from './collect-logs.ts';
export { absenceOf, logsBehind, watermarkOf } from './log-lag.ts';
export type { CollectPorts } from './ports.ts';
