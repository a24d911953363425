import { isObject } from './merge.ts';
import type { Json } from './merge.ts';

/** Properties that a request may have and no answer ever has: flag 4 in the types of Bicep (SQL 2025-01-01, PostgreSQL 2025-08-01, vaults 2026-02-01). */
const writeOnly: Readonly<Record<string, readonly string[]>> = {
  'microsoft.dbforpostgresql/flexibleservers': [
    'administratorLoginPassword',
    'createMode',
    'pointInTimeUTC',
    // "Returned only when the target server is a read replica."
    'sourceServerResourceId',
  ],
  'microsoft.keyvault/vaults': ['createMode'],
  'microsoft.sql/servers/databases': [
    'createMode',
    'longTermRetentionBackupResourceId',
    'recoverableDatabaseId',
    'recoveryServicesRecoveryPointId',
    'restorableDroppedDatabaseId',
    'restorePointInTime',
    'sampleName',
    'sourceDatabaseDeletionDate',
    'sourceDatabaseId',
    'sourceResourceId',
  ],
};

/** Returns a body without what its type does not keep. */
export function withoutWriteOnly(type: string, body: Json): Json {
  const hidden = writeOnly[type.toLowerCase()];
  const properties = body['properties'];
  if (!hidden || !isObject(properties)) return body;
  const kept = Object.entries(properties).filter(([name]) => !hidden.includes(name));
  return { ...body, properties: Object.fromEntries(kept) };
}
