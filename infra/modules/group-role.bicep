@description('Id of the role, and principal ids of those who get it on this resource group.')
param roleId string
param principalIds string[]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principal in principalIds: {
    name: guid(resourceGroup().id, principal, roleId)
    properties: { principalId: principal, principalType: 'ServicePrincipal', roleDefinitionId: roleId }
  }
]
