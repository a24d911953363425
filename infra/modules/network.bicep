@description('Region of the network.')
param location string

@description('The end of each name: the environment.')
param environmentName string

@description('Tags of every resource.')
param tags object

@description('Range of the network. A /24 is enough for both apps.')
param addressPrefix string

@description('What is reached through private endpoints: the id of each resource and its part, `blob`, `vault`.')
param targets { id: string, part: string }[]

@description('The workspace that takes the logs of the network.')
param workspaceId string

var suffix = environment().suffixes.storage
// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
var zoneOf = {
  blob: 'privatelink.blob.${suffix}'
  queue: 'privatelink.queue.${suffix}'
  table: 'privatelink.table.${suffix}'
  vault: environment().name == 'AzureUSGovernment'
    ? 'privatelink.vaultcore.usgovcloudapi.net'
    : 'privatelink.vaultcore.azure.net'
}
var zoneNames = map(items(zoneOf), zone => zone.value)

resource group 'Microsoft.Network/networkSecurityGroups@2024-05-01' = {
  name: 'nsg-phiwatch-${environmentName}'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'deny-internet'
        properties: {
          priority: 4000
          direction: 'Inbound'
          access: 'Deny'
          protocol: '*'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: 'vnet-phiwatch-${environmentName}'
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: [addressPrefix] }
    subnets: [
      {
        name: 'monitor'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 27, 0)
          networkSecurityGroup: { id: group.id }
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'responder'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 27, 1)
          networkSecurityGroup: { id: group.id }
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 27, 2)
          networkSecurityGroup: { id: group.id }
          privateEndpointNetworkPolicies: 'Enabled'
        }
      }
    ]
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: {
    name: zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, n) in zoneNames: {
    parent: zones[n]
    name: 'phiwatch'
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for target in targets: {
    name: 'pe-${last(split(target.id, '/'))}-${target.part}'
    location: location
    tags: tags
    properties: {
      subnet: { id: '${network.id}/subnets/endpoints' }
      privateLinkServiceConnections: [
        { name: target.part, properties: { privateLinkServiceId: target.id, groupIds: [target.part] } }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (target, n) in targets: {
    parent: endpoints[n]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: target.part
          properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', zoneOf[target.part]) }
        }
      ]
    }
    dependsOn: [zones]
  }
]

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'phiwatch'
  scope: network
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: false }]
  }
}

output monitorSubnetId string = '${network.id}/subnets/monitor'
output responderSubnetId string = '${network.id}/subnets/responder'
