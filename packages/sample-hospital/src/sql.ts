import { diagnostics } from './diagnostics.ts';
import { connection, privateEndpoint } from './private-endpoints.ts';
import { child, guid, idOf, location, moment, systemIdentity, tenantId, tracked } from './resource.ts';
import type { Json, Place, Resource } from './resource.ts';

const type = 'Microsoft.Sql/servers';

interface Database {
  readonly name: string;
  readonly tde?: 'Enabled' | 'Disabled';
  readonly longTerm?: boolean;
  readonly logged?: boolean;
}

interface Server {
  readonly group: Place;
  readonly name: string;
  readonly databases: readonly Database[];
  readonly properties?: Json;
  readonly entraOnly?: boolean;
  readonly audited?: boolean;
  readonly privateEndpoint?: boolean;
  readonly firewall?: readonly { readonly name: string; readonly from: string; readonly to: string }[];
}

function database(
  server: Resource,
  { name, tde = 'Enabled', longTerm = true, logged = true }: Database,
): Resource[] {
  const sku = { name: 'GP_Gen5', tier: 'GeneralPurpose', family: 'Gen5', capacity: 4 };
  const resource = child(server, 'databases', name, {
    location,
    tags: server['tags'],
    sku,
    kind: 'v12.0,user,vcore',
    properties: {
      collation: 'SQL_Latin1_General_CP1_CI_AS',
      maxSizeBytes: 274_877_906_944,
      status: 'Online',
      databaseId: guid(`database ${server.name} ${name}`),
      creationDate: moment(name),
      currentServiceObjectiveName: 'GP_Gen5_4',
      requestedServiceObjectiveName: 'GP_Gen5_4',
      defaultSecondaryLocation: 'centralus',
      catalogCollation: 'SQL_Latin1_General_CP1_CI_AS',
      zoneRedundant: false,
      licenseType: 'LicenseIncluded',
      maxLogSizeBytes: 82_463_372_288,
      readScale: 'Disabled',
      currentSku: sku,
      currentBackupStorageRedundancy: 'Geo',
      requestedBackupStorageRedundancy: 'Geo',
      isLedgerOn: false,
      isInfraEncryptionEnabled: false,
      availabilityZone: 'NoPreference',
    },
  });
  const retention = longTerm
    ? { weeklyRetention: 'P12W', monthlyRetention: 'P12M', yearlyRetention: 'P7Y', weekOfYear: 1 }
    : { weeklyRetention: 'PT0S', monthlyRetention: 'PT0S', yearlyRetention: 'PT0S', weekOfYear: 0 };
  return [
    resource,
    child(resource, 'transparentDataEncryption', 'current', {
      properties: { state: tde, scanState: tde === 'Enabled' ? 'Completed' : 'None' },
    }),
    child(resource, 'backupLongTermRetentionPolicies', 'default', { properties: retention }),
    child(resource, 'backupShortTermRetentionPolicies', 'default', {
      properties: { retentionDays: longTerm ? 35 : 7, diffBackupIntervalInHours: 24 },
    }),
    ...(logged ? [diagnostics(resource, ['SQLSecurityAuditEvents', 'Errors', 'Timeouts'])] : []),
  ];
}

/** A SQL server with its databases, auditing and firewall. What it says nothing of is well configured. */
export function sqlServer(server: Server): Resource[] {
  const { group, name, entraOnly = true, audited = true } = server;
  const id = idOf(group, type, name);
  const connections = server.privateEndpoint
    ? [connection(group, id, type, 'sqlServer')].map((each) => ({
        id: each['id'],
        properties: each['properties'],
      }))
    : [];
  const resource = tracked(group, type, name, {
    kind: 'v12.0',
    identity: systemIdentity(name),
    properties: {
      administratorLogin: 'sqladmin',
      version: '12.0',
      state: 'Ready',
      fullyQualifiedDomainName: `${name}.database.windows.net`,
      privateEndpointConnections: connections,
      minimalTlsVersion: '1.2',
      publicNetworkAccess: 'Disabled',
      administrators: {
        administratorType: 'ActiveDirectory',
        principalType: 'Group',
        login: 'sql-administrators',
        sid: guid('group sql-administrators'),
        tenantId,
        azureADOnlyAuthentication: entraOnly,
      },
      restrictOutboundNetworkAccess: 'Disabled',
      ...server.properties,
    },
  });
  const auditing = {
    retentionDays: 0,
    auditActionsAndGroups: [
      'SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP',
      'FAILED_DATABASE_AUTHENTICATION_GROUP',
      'BATCH_COMPLETED_GROUP',
    ],
    isStorageSecondaryKeyInUse: false,
    isAzureMonitorTargetEnabled: true,
    isManagedIdentityInUse: false,
    state: 'Enabled',
    storageAccountSubscriptionId: '00000000-0000-0000-0000-000000000000',
  };
  const silent = {
    retentionDays: 0,
    auditActionsAndGroups: [],
    isStorageSecondaryKeyInUse: false,
    isAzureMonitorTargetEnabled: false,
    isManagedIdentityInUse: false,
    state: 'Disabled',
    storageAccountSubscriptionId: '00000000-0000-0000-0000-000000000000',
  };
  return [
    resource,
    child(resource, 'auditingSettings', 'default', { properties: audited ? auditing : silent }),
    child(resource, 'azureADOnlyAuthentications', 'Default', {
      properties: { azureADOnlyAuthentication: entraOnly },
    }),
    child(resource, 'encryptionProtector', 'current', {
      kind: 'azurekeyvault',
      location: 'East US 2',
      properties: {
        serverKeyName: 'kv-lakeside-keys_sql',
        serverKeyType: 'AzureKeyVault',
        uri: 'https://kv-lakeside-keys.vault.azure.net/keys/sql',
        autoRotationEnabled: true,
      },
    }),
    ...(server.firewall ?? []).map((rule) =>
      child(resource, 'firewallRules', rule.name, {
        properties: { startIpAddress: rule.from, endIpAddress: rule.to },
      }),
    ),
    ...server.databases.flatMap((each) => database(resource, each)),
    ...(server.privateEndpoint ? [privateEndpoint(group, id, 'sqlServer')] : []),
  ];
}

export function sql(): Resource[] {
  return [
    sqlServer({
      group: 'clinical',
      name: 'sql-lakeside-ehr',
      privateEndpoint: true,
      databases: [{ name: 'ehr' }, { name: 'scheduling' }, { name: 'pharmacy' }],
    }),
    sqlServer({
      group: 'clinical',
      name: 'sql-lakeside-billing',
      privateEndpoint: true,
      databases: [{ name: 'claims' }, { name: 'remittance', longTerm: false }],
    }),
    sqlServer({
      group: 'clinical',
      name: 'sql-lakeside-lab',
      entraOnly: false,
      audited: false,
      properties: { minimalTlsVersion: '1.0', publicNetworkAccess: 'Enabled' },
      firewall: [{ name: 'AllowAllWindowsAzureIps', from: '0.0.0.0', to: '0.0.0.0' }],
      databases: [{ name: 'lab', logged: false, longTerm: false }],
    }),
    sqlServer({
      group: 'imaging',
      name: 'sql-lakeside-pacs',
      privateEndpoint: true,
      databases: [{ name: 'pacs' }, { name: 'ris', tde: 'Disabled' }],
    }),
  ].flat();
}
