@description('Region of the account.')
param location string

@description('Name of the account, which is unique in Azure.')
@minLength(3)
@maxLength(24)
param name string

@description('Tags of every resource.')
param tags object

@description('Whether the account is reached through private endpoints alone.')
param privateNetwork bool

@description('The workspace that takes the log of each access.')
param workspaceId string

@description('Principal ids of the identity that collects evidence and of the one that signs it.')
param collectorPrincipalId string
param signerPrincipalId string

@description('Ids of the custom roles of both.')
param collectorRoleId string
param signerRoleId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_ZRS' }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    networkAcls: { bypass: 'None', defaultAction: privateNetwork ? 'Deny' : 'Allow' }
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    encryption: {
      keySource: 'Microsoft.Storage'
      requireInfrastructureEncryption: true
      services: {
        blob: { enabled: true, keyType: 'Account' }
        file: { enabled: true, keyType: 'Account' }
      }
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: 30 }
    containerDeleteRetentionPolicy: { enabled: true, days: 30 }
  }
}

// Version-level immutability: each version gets its own lock, which is extended and never shortened.
// https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies
var containerNames = ['evidence', 'ledger']

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = [
  for container in containerNames: {
    parent: blobs
    name: container
    properties: { publicAccess: 'None', immutableStorageWithVersioning: { enabled: true } }
  }
]

resource collectorRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, n) in containerNames: {
    name: guid(containers[n].id, collectorPrincipalId, collectorRoleId)
    scope: containers[n]
    properties: {
      principalId: collectorPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: collectorRoleId
    }
  }
]

resource signerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, n) in containerNames: {
    name: guid(containers[n].id, signerPrincipalId, signerRoleId)
    scope: containers[n]
    properties: {
      principalId: signerPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: signerRoleId
    }
  }
]

resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'phiwatch'
  scope: blobs
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'allLogs', enabled: true }] }
}

output id string = account.id
output blobEndpoint string = account.properties.primaryEndpoints.blob
