import { diagnostics } from './diagnostics.ts';
import { connection, connectionResource, privateEndpoint } from './private-endpoints.ts';
import { child, defined, guid, idOf, ids, location, moment, systemIdentity, tracked } from './resource.ts';
import type { Json, Place, Resource } from './resource.ts';

const type = 'Microsoft.Storage/storageAccounts';

interface Account {
  readonly group: Place;
  readonly name: string;
  readonly sku?: string;
  readonly kind?: string;
  /** Replaces or adds properties; those given as undefined are left out, as ARM leaves out what was never set. */
  readonly properties?: Json;
  readonly blobs?: Json;
  readonly containers?: readonly string[];
  readonly container?: Json;
  readonly privateEndpoint?: boolean;
  readonly encryptedBy?: 'platform' | 'vault';
  readonly logged?: boolean;
}

function endpoints(name: string, suffix = ''): Json {
  const services = ['blob', 'dfs', 'file', 'queue', 'table'];
  const entries = services.map(
    (each) => [each, `https://${name}${suffix}.${each}.core.windows.net/`] as const,
  );
  return { ...Object.fromEntries(entries), web: `https://${name}${suffix}.z20.web.core.windows.net/` };
}

function encryption(account: Account): Json {
  const created = moment(account.name);
  const service = { keyType: 'Account', enabled: true, lastEnabledTime: created };
  const services = { file: service, blob: service };
  if (account.encryptedBy !== 'vault')
    return { services, keySource: 'Microsoft.Storage', requireInfrastructureEncryption: false };
  const uri = 'https://kv-lakeside-keys.vault.azure.net';
  return {
    services,
    keySource: 'Microsoft.Keyvault',
    requireInfrastructureEncryption: true,
    identity: { userAssignedIdentity: ids.identity },
    keyvaultproperties: {
      keyname: 'storage',
      keyversion: '',
      keyvaulturi: `${uri}/`,
      currentVersionedKeyIdentifier: `${uri}/keys/storage/${guid('key storage').replaceAll('-', '')}`,
      lastKeyRotationTimestamp: created,
    },
  };
}

/** A storage account with its blob service and containers. What it says nothing of is well configured. */
export function storageAccount(account: Account): Resource[] {
  const { group, name, sku = 'Standard_GZRS' } = account;
  const id = idOf(group, type, name);
  const created = moment(name);
  const connections = account.privateEndpoint ? [connection(group, id, type, 'blob')] : [];
  const geo = sku.includes('G') ? { secondaryLocation: 'centralus', statusOfSecondary: 'available' } : {};
  const properties = {
    keyCreationTime: { key1: created, key2: created },
    allowCrossTenantReplication: false,
    dnsEndpointType: 'Standard',
    publicNetworkAccess: account.privateEndpoint ? 'Disabled' : 'Enabled',
    privateEndpointConnections: connections,
    minimumTlsVersion: 'TLS1_2',
    allowBlobPublicAccess: false,
    allowSharedKeyAccess: false,
    networkAcls: {
      resourceAccessRules: [],
      bypass: 'AzureServices',
      virtualNetworkRules: [],
      ipRules: [],
      defaultAction: 'Deny',
    },
    supportsHttpsTrafficOnly: true,
    encryption: encryption(account),
    accessTier: 'Hot',
    provisioningState: 'Succeeded',
    creationTime: created,
    primaryEndpoints: endpoints(name),
    primaryLocation: location,
    statusOfPrimary: 'available',
    ...geo,
    ...account.properties,
  };
  const resource = tracked(group, type, name, {
    sku: { name: sku, tier: sku.split('_')[0] },
    kind: account.kind ?? 'StorageV2',
    ...(account.encryptedBy === 'vault'
      ? {
          identity: {
            type: 'UserAssigned',
            userAssignedIdentities: {
              [ids.identity]: {
                principalId: guid('identity encryption'),
                clientId: guid('client encryption'),
              },
            },
          },
        }
      : { identity: systemIdentity(name) }),
    properties: defined(properties),
  });
  const blobs = child(resource, 'blobServices', 'default', {
    sku: resource['sku'],
    properties: defined({
      changeFeed: { enabled: true },
      restorePolicy: { enabled: false },
      containerDeleteRetentionPolicy: { enabled: true, days: 30 },
      cors: { corsRules: [] },
      deleteRetentionPolicy: { allowPermanentDelete: false, enabled: true, days: 30 },
      isVersioningEnabled: true,
      ...account.blobs,
    }),
  });
  const containers = (account.containers ?? []).map((container) =>
    child(blobs, 'containers', container, {
      etag: `"0x8D${guid(container).slice(0, 11).replaceAll('-', '').toUpperCase()}"`,
      properties: {
        deleted: false,
        remainingRetentionDays: 0,
        defaultEncryptionScope: '$account-encryption-key',
        denyEncryptionScopeOverride: false,
        publicAccess: 'None',
        leaseStatus: 'Unlocked',
        leaseState: 'Available',
        lastModifiedTime: created,
        legalHold: { hasLegalHold: false, tags: [] },
        hasImmutabilityPolicy: false,
        hasLegalHold: false,
        ...account.container,
      },
    }),
  );
  const logs =
    account.logged === false ? [] : [diagnostics(blobs, ['StorageRead', 'StorageWrite', 'StorageDelete'])];
  const linked = connections.flatMap((each) => [
    connectionResource(resource, each),
    privateEndpoint(group, id, 'blob'),
  ]);
  return [resource, blobs, ...containers, ...logs, ...linked];
}
