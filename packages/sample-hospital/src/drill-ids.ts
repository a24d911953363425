import { groupIdOf, guid, idOf, ids, location, subscriptionId } from './resource.ts';

/** The group in which drills restore what production has lost, and what always lies in it. */
export const drillGroupId = groupIdOf('drill');
export const drillServerId = idOf('drill', 'Microsoft.Sql/servers', 'sql-lakeside-drill');
export const drillKeyVaultId = idOf('drill', 'Microsoft.KeyVault/vaults', 'kv-lakeside-drill');
export const drillAccountId = idOf('drill', 'Microsoft.Storage/storageAccounts', 'stlakesidedrill');
export const drillDiskAccessId = idOf('drill', 'Microsoft.Compute/diskAccesses', 'da-lakeside-drill');
export const drillNetworkId = ids.drillNetwork;
/** The subnet that is delegated to PostgreSQL servers. */
export const drillPostgresSubnetId = `${drillNetworkId}/subnets/snet-postgres`;
export const drillEndpointSubnetId = `${drillNetworkId}/subnets/snet-endpoints`;

/** The sources of drills: databases, their geo-replicated and long-term backups, and a machine in a backup vault. */
export const ehrServerId = idOf('clinical', 'Microsoft.Sql/servers', 'sql-lakeside-ehr');
export const ehrDatabaseId = `${ehrServerId}/databases/ehr`;
export const ehrGeoBackupId = `${ehrServerId}/recoverableDatabases/ehr`;
export const pacsServerId = idOf('imaging', 'Microsoft.Sql/servers', 'sql-lakeside-pacs');
export const pacsDatabaseId = `${pacsServerId}/databases/pacs`;
export const pacsGeoBackupId = `${pacsServerId}/recoverableDatabases/pacs`;

/** The region of the long-term backups of the server of the health record. */
const region = `${groupIdOf('clinical')}/providers/Microsoft.Sql/locations/${location}`;

/** A backup is named by its database, its moment as Windows counts it, and its tier. */
export function longTermBackupId(takenAt: Date): string {
  const ticks = BigInt(takenAt.getTime() + 11_644_473_600_000) * 10_000n;
  const name = `${guid('database sql-lakeside-ehr ehr')};${ticks};Hot`;
  return `${region}/longTermRetentionServers/sql-lakeside-ehr/longTermRetentionDatabases/ehr/longTermRetentionBackups/${name}`;
}

export const backupVaultId = idOf('shared', 'Microsoft.RecoveryServices/vaults', 'rsv-lakeside');
export const protectedMachineId = idOf('imaging', 'Microsoft.Compute/virtualMachines', 'vm-pacs-01');

const machine = 'iaasvmcontainerv2;rg-lakeside-imaging;vm-pacs-01';

/** https://learn.microsoft.com/azure/backup/backup-azure-arm-userestapi-backupazurevms has the form of the names. */
export const protectedItemId = `${backupVaultId}/backupFabrics/Azure/protectionContainers/IaasVMContainer;${machine}/protectedItems/VM;${machine}`;
/** The older one, and the newest. */
export const recoveryPointIds = [
  `${protectedItemId}/recoveryPoints/20982486783670`,
  `${protectedItemId}/recoveryPoints/20982486783671`,
] as const;

/** The account of which it is told how far its copy in the other region is behind. */
export const replicatedAccountId = `/subscriptions/${subscriptionId}/resourceGroups/rg-lakeside-imaging/providers/Microsoft.Storage/storageAccounts/stlakesideimages`;
