targetScope = 'subscription'

@description('Region of the resource group of the system topics. The topics themselves are global.')
param location string

@description('The end of each name: the environment.')
param environmentName string

@description('Tags of every resource.')
param tags object

@description('Principal ids of those who read the estate: monitor, responder, collector.')
param readers string[]

@description('Principal id of the identity that remediates, and the id of its role; empty: nothing is written to this subscription.')
param remediatorPrincipalId string
param remediationRoleId string

@description('Principal id of the identity of drills; empty: there are no drills.')
param drillPrincipalId string

@description('Ids of the account with the queue `changes` and the container of dead letters.')
param storageId string

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/general
var reader = 'acdd72a7-3385-48ef-bd42-f606fba81ae7'

resource readerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principal in readers: {
    name: guid(subscription().id, principal, reader)
    properties: {
      principalId: principal
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', reader)
    }
  }
]

resource remediation 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(remediationRoleId)) {
  name: guid(subscription().id, remediatorPrincipalId, remediationRoleId)
  properties: {
    principalId: remediatorPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: remediationRoleId
  }
}

resource drillReader 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(drillPrincipalId)) {
  name: guid(subscription().id, drillPrincipalId, reader)
  properties: {
    principalId: drillPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', reader)
  }
}

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-phiwatch-events-${environmentName}'
  location: location
  tags: tags
}

module topics 'system-topics.bicep' = {
  name: 'phiwatch-topics'
  scope: group
  params: { environmentName: environmentName, tags: tags }
}

var storage = split(storageId, '/')

// The rights come before the subscriptions of events: Azure tries a delivery when one is made.
module rights 'delivery-rights.bicep' = {
  name: 'phiwatch-rights-${uniqueString(subscription().id)}'
  scope: resourceGroup(storage[2], storage[4])
  params: {
    storageName: storage[8]
    principalIds: [topics.outputs.changesPrincipalId]
  }
}

module events 'event-subscriptions.bicep' = {
  name: 'phiwatch-events'
  scope: group
  params: { environmentName: environmentName, storageId: storageId }
  dependsOn: [rights]
}
