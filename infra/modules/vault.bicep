@description('Region of the vault.')
param location string

@description('Name of the vault, which is unique in Azure.')
@minLength(3)
@maxLength(24)
param name string

@description('Tags of every resource.')
param tags object

@description('Whether the vault is reached through private endpoints alone.')
param privateNetwork bool

@description('The workspace that takes the log of each access.')
param workspaceId string

@description('Principal id of the identity that signs evidence, and the id of its custom role.')
param signerPrincipalId string
param signerRoleId string

@description('The secret that keys the hashes of patients; empty: there is none.')
@secure()
param patientHashKey string

@description('Principal ids of the apps, whose settings refer to secrets.')
param appPrincipalIds string[]

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'premium' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'None', defaultAction: privateNetwork ? 'Deny' : 'Allow' }
  }
}

// Old versions still verify: a key that expired may not be deleted.
resource signingKey 'Microsoft.KeyVault/vaults/keys@2023-07-01' = {
  parent: vault
  name: 'evidence'
  properties: {
    kty: 'EC-HSM'
    curveName: 'P-256'
    keyOps: ['sign', 'verify']
    rotationPolicy: {
      attributes: { expiryTime: 'P2Y' }
      lifetimeActions: [{ trigger: { timeAfterCreate: 'P1Y' }, action: { type: 'rotate' } }]
    }
  }
}

resource hashKey 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(patientHashKey)) {
  parent: vault
  name: 'patient-hash-key'
  properties: { value: patientHashKey, contentType: 'key of hashes' }
}

resource signer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(signingKey.id, signerPrincipalId, signerRoleId)
  scope: signingKey
  properties: {
    principalId: signerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: signerRoleId
  }
}

resource readers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principal in appPrincipalIds: {
    name: guid(vault.id, principal, secretsUser)
    scope: vault
    properties: {
      principalId: principal
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    }
  }
]

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'phiwatch'
  scope: vault
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'allLogs', enabled: true }] }
}

output id string = vault.id
output uri string = vault.properties.vaultUri
output patientHashKey string = 'patient-hash-key'
output signingKey string = '${vault.properties.vaultUri}keys/${signingKey.name}'
