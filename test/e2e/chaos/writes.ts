import type { ChangeRequest } from '@phiwatch/azure-simulator';
import type { Resource } from '../../../src/model/resource.ts';
import { administrator } from '../support/azure.ts';
import { pick } from '../support/random.ts';

/** What is written to resources of a type: a property, and the values that it goes between. */
const properties: Readonly<Record<string, readonly (readonly [string, readonly unknown[]])[]>> = {
  'microsoft.storage/storageaccounts': [
    ['supportsHttpsTrafficOnly', [true, false]],
    ['minimumTlsVersion', ['TLS1_0', 'TLS1_2', 'TLS1_3']],
    ['allowBlobPublicAccess', [true, false]],
    ['allowSharedKeyAccess', [true, false]],
    ['networkAcls', [{ defaultAction: 'Allow' }, { defaultAction: 'Deny' }]],
  ],
  'microsoft.storage/storageaccounts/blobservices': [
    ['isVersioningEnabled', [true, false]],
    ['deleteRetentionPolicy', [{ enabled: false }, { enabled: true, days: 30 }]],
  ],
  'microsoft.keyvault/vaults': [
    ['enableRbacAuthorization', [true, false]],
    ['networkAcls', [{ defaultAction: 'Allow' }, { defaultAction: 'Deny' }]],
  ],
  'microsoft.sql/servers': [
    ['minimalTlsVersion', ['1.0', '1.2']],
    // Disabled is refused without a private endpoint.
    ['publicNetworkAccess', ['Enabled', 'SecuredByPerimeter']],
  ],
  'microsoft.sql/servers/auditingsettings': [['state', ['Enabled', 'Disabled']]],
  'microsoft.sql/servers/azureadonlyauthentications': [['azureADOnlyAuthentication', [true, false]]],
  'microsoft.sql/servers/databases/transparentdataencryption': [['state', ['Enabled', 'Disabled']]],
  'microsoft.network/networksecuritygroups/securityrules': [
    ['access', ['Allow', 'Deny']],
    ['sourceAddressPrefix', ['*', 'Internet', '10.0.0.0/8']],
    ['destinationPortRange', ['22', '3389', '443', '8443']],
  ],
  'microsoft.web/sites': [['httpsOnly', [true, false]]],
  'microsoft.web/sites/config': [
    ['minTlsVersion', ['1.0', '1.2']],
    ['ftpsState', ['AllAllowed', 'FtpsOnly', 'Disabled']],
  ],
  'microsoft.healthcareapis/workspaces/fhirservices': [['publicNetworkAccess', ['Enabled', 'Disabled']]],
  'microsoft.healthcareapis/workspaces/dicomservices': [['publicNetworkAccess', ['Enabled', 'Disabled']]],
  'microsoft.compute/virtualmachines': [
    ['securityProfile', [{ encryptionAtHost: true }, { encryptionAtHost: false }]],
  ],
};

/** How many resources of a type take part. */
const most = 6;
/** Deleted and made again rather than changed. */
const comeAndGo = 'microsoft.insights/diagnosticsettings';

/** The resources of an estate that are written to: several types, children and diagnostic settings among them. */
export function playersOf(estate: readonly Resource[]): readonly Resource[] {
  const byType = Map.groupBy(estate, ({ type }) => type.toLowerCase());
  const players = Object.keys(properties).flatMap((type) => byType.get(type)?.slice(0, most) ?? []);
  const played = new Set(players.map(({ id }) => id?.toLowerCase()));
  const settings = byType.get(comeAndGo)?.filter(({ id = '' }) => played.has(extended(id))) ?? [];
  return [...players, ...settings.slice(0, 2 * most)];
}

function extended(id: string): string {
  return id.toLowerCase().split('/providers/microsoft.insights/')[0] ?? '';
}

/** The next write to a resource; undefined: there can be none, as what it lies under is gone. */
export function nextWrite(
  player: Resource,
  exists: (id: string) => boolean,
  random: () => number,
): ChangeRequest | undefined {
  const { id = '', type } = player;
  if (!exists(parentOf(id))) return undefined;
  if (!exists(id)) return { method: 'PUT', id, body: player, actor: administrator };
  const shareOfDeletes = type.toLowerCase() === comeAndGo ? 0.5 : 0.04;
  if (random() < shareOfDeletes) return { method: 'DELETE', id, actor: administrator };
  const [property, values] = pick(properties[type.toLowerCase()] ?? [['note', [1, 2]]], random);
  const body = { properties: { [property]: pick(values, random) } };
  return { method: 'PATCH', id, body, actor: administrator };
}

function parentOf(id: string): string {
  const extension = /^(.+)\/providers\/microsoft\.insights\//i.exec(id)?.[1];
  if (extension) return extension;
  const [, scope = '', rest = ''] = /^(.+)\/providers\/[^/]+\/(.+)$/.exec(id) ?? [];
  return rest.split('/').length > 2 ? id.split('/').slice(0, -2).join('/') : scope;
}
