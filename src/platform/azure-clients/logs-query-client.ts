/** Loaded with the first query of logs. */
export { LogsQueryClient } from '@azure/monitor-query-logs';
