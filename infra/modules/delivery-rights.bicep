@description('The account with the queue `changes` and the container of dead letters.')
param storageName string

@description('Principal ids of the system topics.')
param principalIds string[]

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/storage
var queueDataMessageSender = 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'
var blobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource changes 'queues' existing = { name: 'changes' }
  }
  resource blobService 'blobServices' existing = {
    name: 'default'

    resource deadLetters 'containers' existing = { name: 'dead-letters' }
  }
}

resource senders 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principal in principalIds: {
    name: guid(account::queueService::changes.id, principal, queueDataMessageSender)
    scope: account::queueService::changes
    properties: {
      principalId: principal
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        queueDataMessageSender
      )
    }
  }
]

resource deadLetterWriters 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principal in principalIds: {
    name: guid(account::blobService::deadLetters.id, principal, blobDataContributor)
    scope: account::blobService::deadLetters
    properties: {
      principalId: principal
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        blobDataContributor
      )
    }
  }
]
