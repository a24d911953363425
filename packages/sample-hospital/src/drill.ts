import { diagnostics } from './diagnostics.ts';
import * as drill from './drill-ids.ts';
import { keyVault } from './key-vaults.ts';
import { networkSecurityGroup } from './network-security-groups.ts';
import { virtualNetwork } from './network.ts';
import { productionBackups } from './production-backups.ts';
import { child, guid, location, moment, nameOf, tracked } from './resource.ts';
import type { Resource } from './resource.ts';
import { sqlServer } from './sql.ts';
import { storageAccount } from './storage-account.ts';

/** The moment of the newest backups where no other is given. */
const usualMoment = Date.UTC(2026, 0, 5, 6);

/**
 * Returns what a disaster-recovery drill finds besides `estate()`: the group that drills restore into, as a template leaves it, and the backups of
 * production. The imaging archive is in it again, as its replication is told of here: give it after the estate, so that it counts.
 */
export function drillEstate(backedUpAt: Date = new Date(usualMoment)): Resource[] {
  return [...drillGroup(), ...productionBackups(backedUpAt)];
}

/** The standing group. Nothing in it is a finding. */
function drillGroup(): Resource[] {
  const group = {
    id: drill.drillGroupId,
    name: nameOf(drill.drillGroupId),
    type: 'Microsoft.Resources/subscriptions/resourceGroups',
    location,
    tags: { environment: 'drill', dataClassification: 'phi' },
    properties: { provisioningState: 'Succeeded' },
  };
  const server = sqlServer({
    group: 'drill',
    name: nameOf(drill.drillServerId),
    privateEndpoint: true,
    databases: [],
  });
  const postgres = networkSecurityGroup('drill', 'nsg-lakeside-drill-postgres', [
    { name: 'AllowPostgres', port: '5432' },
    { name: 'DenyInternet', source: 'Internet', port: '*', access: 'Deny' },
  ]);
  const endpoints = networkSecurityGroup('drill', 'nsg-lakeside-drill-endpoints', []);
  return [
    group,
    ...server,
    systemDatabase(server[0]!),
    ...keyVault({ group: 'drill', name: nameOf(drill.drillKeyVaultId), privateEndpoint: true }),
    // Azure Backup takes no account that is zone-redundant for what is on its way.
    ...storageAccount({
      group: 'drill',
      name: nameOf(drill.drillAccountId),
      sku: 'Standard_LRS',
      privateEndpoint: true,
      encryptedBy: 'vault',
    }),
    // Restored disks are open to no network but its private endpoints.
    tracked('drill', 'Microsoft.Compute/diskAccesses', nameOf(drill.drillDiskAccessId), {
      properties: { provisioningState: 'Succeeded', privateEndpointConnections: [] },
    }),
    ...virtualNetwork(
      'drill',
      drill.drillNetworkId,
      '10.30',
      { 'snet-postgres': postgres[0]!.id, 'snet-endpoints': endpoints[0]!.id },
      { 'snet-postgres': 'Microsoft.DBforPostgreSQL/flexibleServers' },
    ),
    ...postgres,
    ...endpoints,
    ...[postgres, endpoints].map(([first]) => diagnostics(first!, ['allLogs'], { metrics: [] })),
  ];
}

/** The database that every server has, and that a list of a group shows: recording_databases_delete_test.json of @azure/arm-sql. */
function systemDatabase(server: Resource): Resource {
  const sku = { name: 'System', tier: 'System', capacity: 0 };
  return child(server, 'databases', 'master', {
    location,
    sku,
    kind: 'v12.0,system',
    managedBy: server.id,
    properties: {
      collation: 'SQL_Latin1_General_CP1_CI_AS',
      maxSizeBytes: 53_687_091_200,
      status: 'Online',
      databaseId: guid(`database ${server.name} master`),
      creationDate: moment(`${server.name} master`),
      currentServiceObjectiveName: 'System2',
      requestedServiceObjectiveName: 'System2',
      defaultSecondaryLocation: 'centralus',
      catalogCollation: 'SQL_Latin1_General_CP1_CI_AS',
      zoneRedundant: false,
      readScale: 'Disabled',
      currentSku: sku,
      currentBackupStorageRedundancy: 'Local',
      requestedBackupStorageRedundancy: 'Local',
      isLedgerOn: false,
      isInfraEncryptionEnabled: false,
    },
  });
}
