targetScope = 'subscription'

@description('The role as its file in infra/ has it.')
param role object

@description('The end of its name: roles have one name in a tenant.')
param environmentName string

@description('Subscriptions in which it may be assigned.')
param subscriptionIds string[]

resource definition 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, role.Name, environmentName)
  properties: {
    roleName: '${role.Name} (${environmentName})'
    description: role.Description
    type: 'CustomRole'
    assignableScopes: map(subscriptionIds, id => '/subscriptions/${id}')
    permissions: [
      {
        actions: role.Actions
        notActions: role.NotActions
        dataActions: role.DataActions
        notDataActions: role.NotDataActions
      }
    ]
  }
}

output id string = definition.id
