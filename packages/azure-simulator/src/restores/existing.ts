import { ArmError } from '../errors.ts';
import { propertiesOf } from '../merge.ts';
import type { Resource } from '../resource.ts';

interface Refusal {
  /** The modes of a PUT that only changes what there is, in lower case. */
  readonly changes: readonly string[];
  readonly error: () => ArmError;
}

/**
 * Restoring never overwrites: https://learn.microsoft.com/azure/azure-sql/database/recovery-using-backups, and for PostgreSQL
 * https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-backup-restore.
 * SQL: the code is among the answers of `Databases_CreateOrUpdate` (azure-rest-api-specs, 2021-11-01); it is not known that a restore gets this one.
 * PostgreSQL: https://github.com/Azure/azure-service-operator/issues/2428 has the words; no source was found for the code.
 */
const refusals: Readonly<Record<string, Refusal>> = {
  'microsoft.sql/servers/databases': {
    changes: ['default'],
    error: () =>
      new ArmError(
        409,
        'RemoteDatabaseExists',
        'The destination database name already exists on the destination server.',
      ),
  },
  'microsoft.dbforpostgresql/flexibleservers': { changes: ['default', 'create', 'update'], error: nameTaken },
};

/** The refusal of a PostgreSQL server whose name another one has. */
export function nameTaken(): ArmError {
  return new ArmError(409, 'ServerNameAlreadyExists', 'Specified server name is already used.');
}

/** Refuses a write that would restore or copy something over what there is. */
export function refuseOver(before: Resource, body: unknown): void {
  const refusal = refusals[before.type.toLowerCase()];
  const mode = propertiesOf(body)['createMode'];
  if (refusal && typeof mode === 'string' && !refusal.changes.includes(mode.toLowerCase()))
    throw refusal.error();
}
