import { diagnostics } from './diagnostics.ts';
import { connection, privateEndpoint } from './private-endpoints.ts';
import { child, defined, guid, idOf, systemData, tenantId, tracked } from './resource.ts';
import type { Json, Place, Resource } from './resource.ts';

const type = 'Microsoft.KeyVault/vaults';

interface Vault {
  readonly group: Place;
  readonly name: string;
  readonly sku?: 'standard' | 'premium';
  readonly properties?: Json;
  readonly keys?: readonly string[];
  readonly privateEndpoint?: boolean;
  readonly logged?: boolean;
}

/** A key vault with its keys. What it says nothing of is well configured. */
export function keyVault(vault: Vault): Resource[] {
  const { group, name } = vault;
  const id = idOf(group, type, name);
  const connections = vault.privateEndpoint
    ? [connection(group, id, type, 'vault')].map((each) => ({
        id: each['id'],
        properties: each['properties'],
      }))
    : undefined;
  const properties = {
    sku: { family: 'A', name: vault.sku ?? 'standard' },
    tenantId,
    accessPolicies: [],
    networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny', ipRules: [], virtualNetworkRules: [] },
    privateEndpointConnections: connections,
    enabledForDeployment: false,
    enabledForDiskEncryption: false,
    enabledForTemplateDeployment: false,
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    enableRbacAuthorization: true,
    enablePurgeProtection: true,
    vaultUri: `https://${name}.vault.azure.net/`,
    provisioningState: 'Succeeded',
    publicNetworkAccess: vault.privateEndpoint ? 'Disabled' : 'Enabled',
    ...vault.properties,
  };
  const resource = tracked(group, type, name, {
    systemData: systemData(name),
    properties: defined(properties),
  });
  const keys = (vault.keys ?? []).map((key) => {
    const uri = `https://${name}.vault.azure.net:443/keys/${key}`;
    return child(resource, 'keys', key, {
      location: resource['location'],
      properties: {
        attributes: {
          enabled: true,
          created: 1_700_000_000,
          updated: 1_700_000_000,
          recoveryLevel: 'Recoverable',
          exportable: false,
        },
        kty: vault.sku === 'premium' ? 'RSA-HSM' : 'RSA',
        keyOps: ['wrapKey', 'unwrapKey'],
        keySize: 3072,
        keyUri: uri,
        keyUriWithVersion: `${uri}/${guid(`key ${key}`).replaceAll('-', '')}`,
      },
    });
  });
  return [
    resource,
    ...keys,
    ...(vault.privateEndpoint ? [privateEndpoint(group, id, 'vault')] : []),
    ...(vault.logged === false ? [] : [diagnostics(resource, ['AuditEvent'])]),
  ];
}

export function keyVaults(): Resource[] {
  const policy = {
    tenantId,
    objectId: guid('integration engine'),
    permissions: { keys: ['get', 'list'], secrets: ['get', 'list', 'set'], certificates: [] },
  };
  return [
    keyVault({
      group: 'shared',
      name: 'kv-lakeside-keys',
      sku: 'premium',
      privateEndpoint: true,
      keys: ['storage', 'sql', 'fhir', 'disks'],
    }),
    keyVault({ group: 'clinical', name: 'kv-lakeside-clinical', privateEndpoint: true }),
    keyVault({ group: 'clinical', name: 'kv-lakeside-portal' }),
    // Purge protection is absent where it was never turned on: ARM has no `false` for it.
    keyVault({
      group: 'clinical',
      name: 'kv-lakeside-hl7',
      properties: {
        enablePurgeProtection: undefined,
        enableRbacAuthorization: false,
        accessPolicies: [policy],
        softDeleteRetentionInDays: 30,
      },
    }),
    keyVault({ group: 'imaging', name: 'kv-lakeside-imaging', privateEndpoint: true }),
    keyVault({
      group: 'imaging',
      name: 'kv-lakeside-vendor',
      properties: {
        networkAcls: undefined,
        enableRbacAuthorization: undefined,
        enablePurgeProtection: undefined,
        accessPolicies: [policy],
      },
      logged: false,
    }),
  ].flat();
}
