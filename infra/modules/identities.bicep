@description('Region of the identities.')
param location string

@description('The end of each name: the environment.')
param environmentName string

@description('Tags of every resource.')
param tags object

// The app that reads has no right to write to the estate: it and the identity that writes are two.
var names = ['monitor', 'responder', 'remediator', 'drill', 'collector', 'signer']

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [
  for name in names: {
    name: 'id-phiwatch-${name}-${environmentName}'
    location: location
    tags: tags
  }
]

output monitor object = {
  id: identities[0].id
  clientId: identities[0].properties.clientId
  principalId: identities[0].properties.principalId
}
output responder object = {
  id: identities[1].id
  clientId: identities[1].properties.clientId
  principalId: identities[1].properties.principalId
}
output remediator object = {
  id: identities[2].id
  clientId: identities[2].properties.clientId
  principalId: identities[2].properties.principalId
}
output drill object = {
  id: identities[3].id
  clientId: identities[3].properties.clientId
  principalId: identities[3].properties.principalId
}
output collector object = {
  id: identities[4].id
  clientId: identities[4].properties.clientId
  principalId: identities[4].properties.principalId
}
output signer object = {
  id: identities[5].id
  clientId: identities[5].properties.clientId
  principalId: identities[5].properties.principalId
}
