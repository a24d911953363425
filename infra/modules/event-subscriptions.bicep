@description('The end of the names: the environment.')
param environmentName string

@description('Id of the account with the queue `changes` and the container of dead letters.')
param storageId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: 'evgt-phiwatch-changes-${environmentName}'
}

resource changes 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'phiwatch'
  properties: {
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      includedEventTypes: [
        'Microsoft.Resources.ResourceWriteSuccess'
        'Microsoft.Resources.ResourceDeleteSuccess'
        'Microsoft.Resources.ResourceActionSuccess'
      ]
      // Deployments and role checks of Azure Policy tell of no resource; what they deploy is told by itself.
      advancedFilters: [
        {
          operatorType: 'StringNotBeginsWith'
          key: 'data.operationName'
          values: ['Microsoft.Resources/deployments/', 'Microsoft.Authorization/policies/']
        }
      ]
    }
    // The topic's own identity is the only one that a firewall of the account lets through.
    deliveryWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      destination: {
        endpointType: 'StorageQueue'
        properties: { resourceId: storageId, queueName: 'changes', queueMessageTimeToLiveInSeconds: -1 }
      }
    }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: storageId, blobContainerName: 'dead-letters' }
      }
    }
    retryPolicy: { eventTimeToLiveInMinutes: 1440, maxDeliveryAttempts: 30 }
  }
}
