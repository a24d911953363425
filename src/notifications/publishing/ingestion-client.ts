/** Loaded with the first fact that is published. */
export { LogsIngestionClient } from '@azure/monitor-ingestion';
