import { ArmError } from './errors.ts';

/** Types that their provider alone makes, and the methods that it takes of others. */
const readOnly: Readonly<Record<string, readonly string[]>> = {
  // Read-only in the types of Bicep (2025-01-01), which have no operation that writes it.
  'microsoft.sql/servers/recoverabledatabases': [],
  'microsoft.sql/servers/restorabledroppeddatabases': [],
  // https://learn.microsoft.com/rest/api/sql/long-term-retention-backups
  'microsoft.sql/locations/longtermretentionservers/longtermretentiondatabases/longtermretentionbackups': [
    'DELETE',
  ],
  // https://learn.microsoft.com/rest/api/backup/recovery-points
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints': [],
  // https://learn.microsoft.com/rest/api/backup/job-details
  'microsoft.recoveryservices/vaults/backupjobs': [],
  // https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults
  'microsoft.keyvault/locations/deletedvaults': [],
};

/** Whether a type is one that its provider alone makes: none of them is tracked, although some say where they are. */
export function isReadOnly(type: string): boolean {
  return type.toLowerCase() in readOnly;
}

/** Refuses a write of what only a provider writes. No source was found for the words. */
export function requireWritable(type: string, id: string, method: string): void {
  const taken = readOnly[type.toLowerCase()];
  if (taken && !taken.includes(method))
    throw new ArmError(405, 'MethodNotAllowed', `The method '${method}' is not allowed on '${id}'.`);
}
