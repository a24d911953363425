import { ArmError } from './errors.ts';
import type { Resource } from './resource.ts';
import type { Resources } from './resources.ts';

/** A type of which a DELETE is answered 202: until the end a read still shows it. */
interface Deletion {
  /** The word for the operation in the body of the answer; absent: there is no body. */
  readonly operation?: string;
  readonly refuse?: (resource: Resource, resources: Resources) => ArmError | undefined;
}

/**
 * SQL: recordings of the tests of @azure/arm-sql (recording_databases_delete_test.json, recording_servers_delete_test.json). PostgreSQL servers, disks
 * and Recovery Services vaults: the statuses that the clients of hashicorp/go-azure-sdk expect (postgresql/2025-08-01, compute/2023-04-02,
 * recoveryservices/2025-08-01). A key vault is deleted at once (keyvault/2026-02-01).
 */
const deletions: Readonly<Record<string, Deletion>> = {
  'microsoft.sql/servers/databases': { operation: 'DropLogicalDatabase', refuse: refuseSystemDatabase },
  'microsoft.sql/servers': { operation: 'DropLogicalServer' },
  'microsoft.dbforpostgresql/flexibleservers': {},
  'microsoft.compute/disks': { refuse: refuseAttached },
  'microsoft.recoveryservices/vaults': { refuse: refuseWithItems },
};

export function deletionOf(type: string): Deletion | undefined {
  return deletions[type.toLowerCase()];
}

/** azure-rest-api-specs, Microsoft.Sql/stable/2021-11-01/Databases.json: the answers of `Databases_Delete`. */
function refuseSystemDatabase({ name }: Resource): ArmError | undefined {
  if (name?.toLowerCase() !== 'master') return undefined;
  return new ArmError(
    400,
    'CannotUseReservedDatabaseName',
    'Cannot use reserved database name in this operation.',
  );
}

/** No source was found for the words. */
function refuseAttached({ name, managedBy }: Resource): ArmError | undefined {
  if (typeof managedBy !== 'string') return undefined;
  const machine = managedBy.split('/').at(-1);
  return new ArmError(409, 'OperationNotAllowed', `Disk ${name} is attached to VM ${machine}.`);
}

/**
 * https://learn.microsoft.com/azure/backup/backup-azure-delete-vault. The code is the one that is known for items which are deleted softly:
 * no source was found for that of items which are not.
 */
function refuseWithItems({ id = '' }: Resource, resources: Resources): ArmError | undefined {
  const ids = resources.idsUnder(`${id}/backupfabrics/`.toLowerCase());
  for (const each of ids)
    if (/\/protecteditems\/[^/]+$/.test(each) && resources.get(each))
      return new ArmError(
        400,
        'ServiceResourceNotEmptyWithBackendMessage',
        'Vault cannot be deleted as there are existing resources within the vault. Please ensure there are no backup items, protected servers, or backup management servers associated with this vault. Unregister the following containers associated with this vault before proceeding for deletion.',
      );
  return undefined;
}
