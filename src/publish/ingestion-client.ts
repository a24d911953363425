/** Loaded with the first drift that is published. */
export { LogsIngestionClient } from '@azure/monitor-ingestion';
