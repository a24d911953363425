import { TableClient } from '@azure/data-tables';
import type { QueueClient } from '@azure/storage-queue';

/** Names of the tables and queues, for those who grant access to them. */
export const tableNames = [
  'Current',
  'Pending',
  'Journal',
  'ReadBy',
  'Rejected',
  'Scans',
  'Audit',
  'AuditorGrants',
  'TenantPolicies',
  'Disagreements',
  'Comparisons',
  'Responses',
  'Due',
  'Outbox',
  'Watermarks',
  'Writes',
  'Profiles',
  'Anomalies',
  'PoisonMessages',
  'Limits',
  'Drills',
  'Collections',
  'DailyPostures',
  'LedgerTexts',
] as const;

/** Tables of what people put on record. */
export const recordTableNames = [
  'Exemptions',
  'AnnouncedChanges',
  'Attestations',
  'Reviews',
  'Decisions',
  'EntityProfiles',
  'Agreements',
  'Incidents',
  'ControlStates',
  'Notices',
  'RemediationModes',
  'WriteStops',
  'AnomalyVerdicts',
  'AnomalySuppressions',
  'DrillPlans',
  'Tabletops',
  'Documents',
  'LegalHolds',
  'Releases',
  'Productions',
] as const;

export type RecordTable = (typeof recordTableNames)[number];

/** Tables of what was put on record: their rows are kept in the ledger. */
export const keptTableNames = [
  'Journal',
  'Audit',
  'AuditorGrants',
  'Responses',
  'Writes',
  'Drills',
  'Anomalies',
  'DailyPostures',
  ...recordTableNames,
] as const satisfies readonly TableName[];

export type KeptTable = (typeof keptTableNames)[number];

/** The queues of the app. Each has a poison queue beside it, a function that takes its messages, and a reader in `assurance/poison-messages`. */
export const queues = ['changes', 'changes-bulk', 'respond', 'outbox'] as const;

export type QueueName = (typeof queues)[number];

export const queueNames = queues.flatMap((name) => [name, `${name}-poison`] as const);

export type TableName = (typeof tableNames)[number] | RecordTable;

/** Makes the tables and queues that are absent. Several hosts may do it at once; what is there already stays as it is. */
export async function createAbsent(
  tables: readonly TableClient[],
  queues: readonly QueueClient[],
): Promise<void> {
  await Promise.all([
    ...tables.map((table) => table.createTable()),
    ...queues.map((queue) => queue.createIfNotExists()),
  ]);
}
