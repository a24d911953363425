import { child, etag, guid, idOf, ids, nameOf, tracked } from './resource.ts';
import type { Json, Place, Resource } from './resource.ts';

/** Networks of the groups that have one of their own. */
const networks: Partial<Record<Place, string>> = { imaging: ids.imagingNetwork, drill: ids.drillNetwork };

function endpointName(target: string, groupId: string): string {
  return `pe-${nameOf(target)}-${groupId.toLowerCase()}`;
}

/** The connection as the target embeds it in its own properties. */
export function connection(group: Place, targetId: string, targetType: string, groupId: string): Json {
  const name = `${nameOf(targetId)}.${guid(`connection ${targetId} ${groupId}`)}`;
  return {
    id: `${targetId}/privateEndpointConnections/${name}`,
    name,
    type: `${targetType}/privateEndpointConnections`,
    properties: {
      provisioningState: 'Succeeded',
      privateEndpoint: {
        id: idOf(group, 'Microsoft.Network/privateEndpoints', endpointName(targetId, groupId)),
      },
      privateLinkServiceConnectionState: { status: 'Approved', description: 'Auto-Approved' },
    },
  };
}

/** The same connection as a resource of its own. */
export function connectionResource(target: Resource, embedded: Json): Resource {
  return child(target, 'privateEndpointConnections', String(embedded['name']), {
    properties: embedded['properties'],
  });
}

export function privateEndpoint(group: Place, targetId: string, groupId: string): Resource {
  const name = endpointName(targetId, groupId);
  const id = idOf(group, 'Microsoft.Network/privateEndpoints', name);
  const network = networks[group] ?? ids.clinicalNetwork;
  return tracked(group, 'Microsoft.Network/privateEndpoints', name, {
    etag: etag(id),
    properties: {
      provisioningState: 'Succeeded',
      privateLinkServiceConnections: [
        {
          name,
          id: `${id}/privateLinkServiceConnections/${name}`,
          etag: etag(id),
          type: 'Microsoft.Network/privateEndpoints/privateLinkServiceConnections',
          properties: {
            provisioningState: 'Succeeded',
            privateLinkServiceId: targetId,
            groupIds: [groupId],
            privateLinkServiceConnectionState: {
              status: 'Approved',
              description: 'Auto-Approved',
              actionsRequired: 'None',
            },
          },
        },
      ],
      manualPrivateLinkServiceConnections: [],
      customNetworkInterfaceName: '',
      subnet: { id: `${network}/subnets/snet-endpoints` },
      ipConfigurations: [],
      networkInterfaces: [
        { id: idOf(group, 'Microsoft.Network/networkInterfaces', `${name}.nic.${guid(`nic ${name}`)}`) },
      ],
      customDnsConfigs: [],
    },
  });
}
