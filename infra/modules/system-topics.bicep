@description('The end of each name: the environment.')
param environmentName string

@description('Tags of every resource.')
param tags object

resource changes 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-phiwatch-changes-${environmentName}'
  location: 'global'
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: { source: subscription().id, topicType: 'Microsoft.Resources.Subscriptions' }
}

output changesPrincipalId string = changes.identity.principalId
