@description('Region of the app.')
param location string

@description('`monitor` or `responder`: the functions that it has.')
@allowed(['monitor', 'responder'])
param role string

@description('The end of each name: the environment.')
param environmentName string

@description('Tags of every resource.')
param tags object

@description('Id and client id of the identity under which the app reads and reaches its storage.')
param identity object

@description('Ids of further identities that the app uses.')
param otherIdentityIds string[]

@description('Name of the account with the package of this app.')
param storageName string

@description('The subnet through which the app calls; empty: the internet.')
param subnetId string

@description('Whether the app takes calls from the internet. Its scm site, to which code is deployed, does from some ranges of addresses alone.')
param isOpen bool
param deployFrom string[]

@description('Settings of the app.')
param settings object

@description('The workspace that takes its logs.')
param workspaceId string

@description('The most instances of each scale group.')
param maximumInstances int

var name = 'func-phiwatch-${role}-${environmentName}-${uniqueString(resourceGroup().id)}'

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-phiwatch-${role}-${environmentName}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: toObject(concat([identity.id], otherIdentityIds), id => id, id => {})
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Off, it would shut the scm site as well, and nobody could deploy.
    publicNetworkAccess: 'Enabled'
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
      ipSecurityRestrictionsDefaultAction: isOpen ? 'Allow' : 'Deny'
      scmIpSecurityRestrictionsUseMain: false
      scmIpSecurityRestrictionsDefaultAction: 'Deny'
      scmIpSecurityRestrictions: [
        for (range, n) in deployFrom: { name: 'deploy-${n}', action: 'Allow', priority: 100 + n, ipAddress: range }
      ]
    }
    functionAppConfig: {
      runtime: { name: 'node', version: '24' }
      scaleAndConcurrency: { instanceMemoryMB: 2048, maximumInstanceCount: maximumInstances }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: 'https://${storageName}.blob.${environment().suffixes.storage}/package'
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
    }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: settings
  }
  resource ftp 'basicPublishingCredentialsPolicies' = { name: 'ftp', properties: { allow: false } }
  resource scm 'basicPublishingCredentialsPolicies' = { name: 'scm', properties: { allow: false } }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'phiwatch'
  scope: app
  properties: { workspaceId: workspaceId, logs: [{ categoryGroup: 'allLogs', enabled: true }] }
}

output id string = app.id
output name string = app.name
output hostName string = app.properties.defaultHostName
