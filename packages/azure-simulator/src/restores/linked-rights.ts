import { propertiesOf } from '../merge.ts';
import { parseTarget } from '../targets.ts';

/** A right that a request needs besides that on its own address. */
interface Right {
  readonly action: string;
  readonly scope: string;
}

/** The properties by which a new database names what it is made from. */
const databaseSources = [
  'longTermRetentionBackupResourceId',
  'recoverableDatabaseId',
  'restorableDroppedDatabaseId',
  'sourceDatabaseId',
];

const restore =
  'microsoft.recoveryservices/vaults/backupfabrics/protectioncontainers/protecteditems/recoverypoints';

/**
 * Returns the rights that are needed on what the body of a request names.
 * That a restore has to read its source is an inference; long-term backups: https://learn.microsoft.com/azure/azure-sql/database/long-term-backup-retention-configure
 * has the right. Subnets: https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet#permissions.
 */
export function linkedRights({
  type,
  body,
}: {
  readonly type: string;
  readonly body: unknown;
}): readonly Right[] {
  const given = propertiesOf(body);
  switch (type.toLowerCase()) {
    case 'microsoft.sql/servers/databases':
      return databaseSources.flatMap((name) => reading(given[name]));
    case 'microsoft.dbforpostgresql/flexibleservers':
      return [
        ...reading(given['sourceServerResourceId']),
        ...rights(
          propertiesOf({ properties: given['network'] })['delegatedSubnetResourceId'],
          'Microsoft.Network/virtualNetworks/subnets/join/action',
        ),
      ];
    case restore:
      return ofBackup(given);
    default:
      return [];
  }
}

/**
 * The machine that was backed up, the account for what is on its way, and the group of the disks:
 * https://learn.microsoft.com/azure/backup/backup-rbac-rs-vault#minimum-role-requirements-for-azure-vm-backup. That the disks themselves have to be
 * writable follows from `Contributor`, which is asked for there.
 */
function ofBackup(given: Readonly<Record<string, unknown>>): readonly Right[] {
  return [
    ...rights(
      given['sourceResourceId'],
      'Microsoft.Compute/virtualMachines/read',
      'Microsoft.Compute/virtualMachines/write',
    ),
    ...rights(given['storageAccountId'], 'Microsoft.Storage/storageAccounts/write'),
    ...rights(
      given['targetResourceGroupId'],
      'Microsoft.Resources/subscriptions/resourceGroups/write',
      'Microsoft.Compute/disks/write',
    ),
  ];
}

function reading(id: unknown): readonly Right[] {
  if (!isId(id)) return [];
  const target = parseTarget(id);
  return target.kind === 'resource' ? rights(id, `${target.type}/read`) : [];
}

function rights(scope: unknown, ...actions: readonly string[]): readonly Right[] {
  return isId(scope) ? actions.map((action) => ({ action, scope })) : [];
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('/subscriptions/');
}
