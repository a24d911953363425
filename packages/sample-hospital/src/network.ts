import { diagnostics } from './diagnostics.ts';
import { securityGroups } from './network-security-groups.ts';
import { child, etag, guid, idOf, ids, nameOf, systemIdentity, tracked } from './resource.ts';
import type { Json, Place, Resource } from './resource.ts';

/** A virtual network with its subnets: the id of the security group of each. `delegated`: services to which subnets belong, by their names. */
export function virtualNetwork(
  group: Place,
  id: string,
  prefix: string,
  subnets: Readonly<Record<string, string | undefined>>,
  delegated: Readonly<Record<string, string>> = {},
): Resource[] {
  const tag = etag(id);
  const embedded = Object.entries(subnets).map(([name, securityGroup], index) => ({
    name,
    id: `${id}/subnets/${name}`,
    etag: tag,
    type: 'Microsoft.Network/virtualNetworks/subnets',
    properties: {
      provisioningState: 'Succeeded',
      addressPrefix: `${prefix}.${index}.0/24`,
      ...(securityGroup ? { networkSecurityGroup: { id: securityGroup } } : {}),
      delegations: delegationsOf(`${id}/subnets/${name}`, delegated[name], tag),
      privateEndpointNetworkPolicies: 'Disabled',
      privateLinkServiceNetworkPolicies: 'Enabled',
    },
  }));
  const resource = tracked(group, 'Microsoft.Network/virtualNetworks', nameOf(id), {
    etag: tag,
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: guid(id),
      addressSpace: { addressPrefixes: [`${prefix}.0.0/16`] },
      subnets: embedded,
      virtualNetworkPeerings: [],
      enableDdosProtection: false,
    },
  });
  return [
    resource,
    ...embedded.map((subnet) =>
      child(resource, 'subnets', subnet.name, { etag: tag, properties: subnet.properties }),
    ),
  ];
}

function delegationsOf(subnetId: string, serviceName: string | undefined, tag: string): readonly Json[] {
  if (serviceName === undefined) return [];
  return [
    {
      name: 'delegation',
      id: `${subnetId}/delegations/delegation`,
      etag: tag,
      type: 'Microsoft.Network/virtualNetworks/subnets/delegations',
      properties: {
        provisioningState: 'Succeeded',
        serviceName,
        actions: ['Microsoft.Network/virtualNetworks/subnets/join/action'],
      },
    },
  ];
}

function flowLog(watcher: Resource, networkId: string): Resource {
  const name = `fl-${nameOf(networkId)}`;
  return child(watcher, 'flowLogs', name, {
    location: watcher['location'],
    etag: etag(name),
    properties: {
      provisioningState: 'Succeeded',
      targetResourceId: networkId,
      targetResourceGuid: guid(networkId),
      storageId: idOf('shared', 'Microsoft.Storage/storageAccounts', 'stlakesideflowlogs'),
      enabled: true,
      flowAnalyticsConfiguration: {
        networkWatcherFlowAnalyticsConfiguration: {
          enabled: true,
          workspaceResourceId: ids.workspace,
          trafficAnalyticsInterval: 10,
        },
      },
      retentionPolicy: { days: 90, enabled: true },
      format: { type: 'JSON', version: 2 },
    },
  });
}

function nsg(name: string): string {
  return idOf('shared', 'Microsoft.Network/networkSecurityGroups', name);
}

export function network(): Resource[] {
  const watcher = tracked('shared', 'Microsoft.Network/networkWatchers', 'nw-eastus2', {
    etag: etag('watcher'),
    properties: { provisioningState: 'Succeeded' },
  });
  const groups = securityGroups();
  const zones = [
    'privatelink.blob.core.windows.net',
    'privatelink.vaultcore.azure.net',
    'privatelink.database.windows.net',
  ];
  return [
    ...virtualNetwork('shared', ids.hub, '10.0', {
      AzureBastionSubnet: undefined,
      'snet-shared': nsg('nsg-lakeside-endpoints'),
    }),
    ...virtualNetwork('shared', ids.clinicalNetwork, '10.10', {
      'snet-apps': nsg('nsg-lakeside-apps'),
      'snet-data': nsg('nsg-lakeside-data'),
      'snet-endpoints': nsg('nsg-lakeside-endpoints'),
    }),
    ...virtualNetwork('shared', ids.imagingNetwork, '10.20', {
      'snet-pacs': nsg('nsg-lakeside-imaging'),
      'snet-endpoints': nsg('nsg-lakeside-endpoints'),
      'snet-legacy': undefined,
    }),
    ...groups.flat(),
    ...groups.slice(0, 4).map(([first]) => diagnostics(first!, ['allLogs'], { metrics: [] })),
    watcher,
    flowLog(watcher, ids.clinicalNetwork),
    flowLog(watcher, ids.imagingNetwork),
    tracked('shared', 'Microsoft.Network/publicIPAddresses', 'pip-lakeside-bastion', {
      etag: etag('pip'),
      sku: { name: 'Standard', tier: 'Regional' },
      properties: {
        provisioningState: 'Succeeded',
        resourceGuid: guid('pip'),
        ipAddress: '198.51.100.20',
        publicIPAddressVersion: 'IPv4',
        publicIPAllocationMethod: 'Static',
        idleTimeoutInMinutes: 4,
        ipTags: [],
      },
    }),
    ...zones.map((zone) =>
      tracked('shared', 'Microsoft.Network/privateDnsZones', zone, {
        location: 'global',
        etag: guid(zone),
        properties: {
          provisioningState: 'Succeeded',
          maxNumberOfRecordSets: 25_000,
          numberOfRecordSets: 5,
          maxNumberOfVirtualNetworkLinks: 1000,
          numberOfVirtualNetworkLinks: 3,
          maxNumberOfVirtualNetworkLinksWithRegistration: 100,
          numberOfVirtualNetworkLinksWithRegistration: 0,
        },
      }),
    ),
    tracked('shared', 'Microsoft.EventHub/namespaces', 'evhns-lakeside-devices', {
      sku: { name: 'Standard', tier: 'Standard', capacity: 1 },
      identity: systemIdentity('devices'),
      properties: {
        minimumTlsVersion: '1.2',
        publicNetworkAccess: 'Enabled',
        disableLocalAuth: true,
        zoneRedundant: true,
        isAutoInflateEnabled: false,
        maximumThroughputUnits: 0,
        kafkaEnabled: true,
        provisioningState: 'Succeeded',
        status: 'Active',
        serviceBusEndpoint: 'https://evhns-lakeside-devices.servicebus.windows.net:443/',
      },
    }),
  ];
}
