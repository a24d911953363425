targetScope = 'subscription'

metadata description = 'phiwatch in a subscription of its own: two apps, their storage, the ledger and evidence, a key, logs, the streams of events.'

@description('The end of each name: `prod`.')
@minLength(2)
@maxLength(10)
param environmentName string

@description('Region of phiwatch itself. Records of who reads PHI lie in it.')
// Regions of the United States with availability zones and Flex Consumption.
@allowed(['eastus', 'eastus2', 'centralus', 'southcentralus', 'westus2', 'westus3'])
param location string

@description('Ids of the watched subscriptions.')
param watchedSubscriptions string[] = [subscription().subscriptionId]

@description('Ids of the subscriptions in which a remediation may be written. None: nothing is ever written to the estate.')
param remediatedSubscriptions string[] = []

@description('Ids of management groups: a subscription below them that is not watched is reported.')
param managementGroups string[] = []

@description('The audiences of tokens for the API, as its app registration has them.')
param apiAudience string[]

@description('Client id of the registration of the page; empty: there is no page.')
param pageClientId string = ''

@description('The channels of messages, as docs/alerts.md has them.')
param alertChannels object = {}

@description('Which channel gets which message, as docs/alerts.md has them.')
param alertRoutes array = []

@description('Mail addresses of who is on call for phiwatch itself.')
param onCall string[]

@description('Ids (GUIDs) of the Log Analytics workspaces in which access to PHI is logged. The app gets its right on them by hand.')
param logWorkspaces string[] = []

@description('A random text of 32 characters or more that keys the hashes of patients: `openssl rand -base64 32`. It is needed with logWorkspaces, and lies in the vault from then on.')
@secure()
param patientHashKey string = ''

@description('Address of a time stamping authority (RFC 3161) for the ledger.')
param timeStampService string = ''

@description('Name of the channel that gets the head of the ledger each day.')
param ledgerHeadChannel string = ''

@description('Whether there is a resource group for recovery drills.')
param drills bool = false

@description('Private endpoints and a network of its own. Off: storage and vault are reached from the internet, by identity alone.')
param privateNetwork bool = true

@description('Whether the API takes calls from the internet. Every call needs a token; off, people come by the network.')
param publicApi bool = true

@description('Ranges of addresses (CIDR) from which code is deployed to the apps. None: nobody can deploy until some are named.')
param deployFrom string[] = []

@description('Range of the network.')
param addressPrefix string = '10.61.0.0/24'

@description('Days for which the logs of phiwatch itself are kept.')
param logDays int = 365

@description('Gigabytes of logs a day.')
param logGigabytes int = 5

@description('The most instances of each scale group of an app.')
param maximumInstances int = 40

@description('Further settings of both apps, as docs/settings.md has them. They replace those of the template that have the same name.')
param moreSettings object = {}

var tags = { workload: 'phiwatch', environment: environmentName, phi: 'true' }
var unique = uniqueString(subscription().id, environmentName)
var storageName = 'stphiwatch${unique}'
var evidenceName = 'stphievid${unique}'
// An account for each app: who can write the package of an app runs under its identities.
var hostStorageNames = { monitor: 'stphimon${unique}', responder: 'stphiresp${unique}' }
var suffix = environment().suffixes.storage
var cloud = environment().name

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-phiwatch-${environmentName}'
  location: location
  tags: tags
}

resource drillGroup 'Microsoft.Resources/resourceGroups@2024-03-01' = if (drills) {
  name: 'rg-phiwatch-drill-${environmentName}'
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  name: 'phiwatch-identities'
  scope: group
  params: { location: location, environmentName: environmentName, tags: tags }
}

// Where something is written, it is watched as well.
var watchedAll = union(watchedSubscriptions, remediatedSubscriptions)
var assignable = union([subscription().subscriptionId], watchedAll)

// The files are those that the code is tested with.
module remediationRole 'modules/custom-role.bicep' = if (!empty(remediatedSubscriptions)) {
  name: 'phiwatch-role-remediation'
  params: {
    role: loadJsonContent('remediation-role.json')
    environmentName: environmentName
    subscriptionIds: assignable
  }
}

module drillRole 'modules/custom-role.bicep' = if (drills) {
  name: 'phiwatch-role-drill'
  params: {
    role: loadJsonContent('drill-role.json')
    environmentName: environmentName
    subscriptionIds: [subscription().subscriptionId]
  }
}

module drillRestoreRole 'modules/custom-role.bicep' = if (drills) {
  name: 'phiwatch-role-drill-restore'
  params: {
    role: loadJsonContent('drill-restore-role.json')
    environmentName: environmentName
    subscriptionIds: assignable
  }
}

module collectorRole 'modules/custom-role.bicep' = {
  name: 'phiwatch-role-collector'
  params: {
    role: loadJsonContent('evidence-collector-role.json')
    environmentName: environmentName
    subscriptionIds: [subscription().subscriptionId]
  }
}

module signerRole 'modules/custom-role.bicep' = {
  name: 'phiwatch-role-signer'
  params: {
    role: loadJsonContent('evidence-signer-role.json')
    environmentName: environmentName
    subscriptionIds: [subscription().subscriptionId]
  }
}

module telemetry 'modules/telemetry.bicep' = {
  name: 'phiwatch-telemetry'
  scope: group
  params: {
    location: location
    environmentName: environmentName
    tags: tags
    retentionDays: logDays
    dailyCapGigabytes: logGigabytes
    publicIngestion: true
    senders: [identities.outputs.monitor.principalId, identities.outputs.responder.principalId]
  }
}

module storage 'modules/app-storage.bicep' = {
  name: 'phiwatch-storage'
  scope: group
  params: {
    location: location
    name: storageName
    tags: tags
    privateNetwork: privateNetwork
    workspaceId: telemetry.outputs.workspaceId
    monitorPrincipalId: identities.outputs.monitor.principalId
    responderPrincipalId: identities.outputs.responder.principalId
  }
}

module hosts 'modules/host-storage.bicep' = [
  for role in ['monitor', 'responder']: {
    name: 'phiwatch-host-${role}'
    scope: group
    params: {
      location: location
      name: hostStorageNames[role]
      tags: tags
      privateNetwork: privateNetwork
      workspaceId: telemetry.outputs.workspaceId
      principalId: role == 'monitor'
        ? identities.outputs.monitor.principalId
        : identities.outputs.responder.principalId
    }
  }
]

module evidence 'modules/evidence-storage.bicep' = {
  name: 'phiwatch-evidence'
  scope: group
  params: {
    location: location
    name: evidenceName
    tags: tags
    privateNetwork: privateNetwork
    workspaceId: telemetry.outputs.workspaceId
    collectorPrincipalId: identities.outputs.collector.principalId
    signerPrincipalId: identities.outputs.signer.principalId
    collectorRoleId: collectorRole.outputs.id
    signerRoleId: signerRole.outputs.id
  }
}

module vault 'modules/vault.bicep' = {
  name: 'phiwatch-vault'
  scope: group
  params: {
    location: location
    name: 'kv-phiwatch-${take(unique, 12)}'
    tags: tags
    privateNetwork: privateNetwork
    workspaceId: telemetry.outputs.workspaceId
    signerPrincipalId: identities.outputs.signer.principalId
    signerRoleId: signerRole.outputs.id
    appPrincipalIds: [identities.outputs.monitor.principalId, identities.outputs.responder.principalId]
    patientHashKey: patientHashKey
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'phiwatch-network'
  scope: group
  params: {
    location: location
    environmentName: environmentName
    tags: tags
    addressPrefix: addressPrefix
    workspaceId: telemetry.outputs.workspaceId
    targets: [
      { id: storage.outputs.id, part: 'blob' }
      { id: storage.outputs.id, part: 'queue' }
      { id: storage.outputs.id, part: 'table' }
      { id: hosts[0].outputs.id, part: 'blob' }
      { id: hosts[0].outputs.id, part: 'queue' }
      { id: hosts[0].outputs.id, part: 'table' }
      { id: hosts[1].outputs.id, part: 'blob' }
      { id: hosts[1].outputs.id, part: 'queue' }
      { id: hosts[1].outputs.id, part: 'table' }
      { id: evidence.outputs.id, part: 'blob' }
      { id: vault.outputs.id, part: 'vault' }
    ]
  }
}

var given = {
  ...(empty(managementGroups) ? {} : { MANAGEMENT_GROUPS: join(managementGroups, ',') })
  ...(empty(alertChannels) ? {} : { ALERT_CHANNELS: string(alertChannels) })
  ...(empty(alertRoutes) ? {} : { ALERT_ROUTES: string(alertRoutes) })
  ...(empty(logWorkspaces)
    ? {}
    : {
        LOG_WORKSPACES: join(logWorkspaces, ',')
        PATIENT_HASH_KEY: '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/${vault.outputs.patientHashKey})'
      })
  ...(drills ? { PHI_SCOPES: drillGroup.id, DRILL_GROUP: drillGroup.id } : {})
}

var common = {
  ...given
  AZURE_CLOUD: cloud
  SUBSCRIPTIONS: join(watchedAll, ',')
  ENTRA_TENANT_ID: tenant().tenantId
  API_AUDIENCE: join(apiAudience, ',')
  APPLICATIONINSIGHTS_CONNECTION_STRING: telemetry.outputs.connectionString
  AzureWebJobsStorage__credential: 'managedidentity'
  STORAGE__blobServiceUri: 'https://${storageName}.blob.${suffix}'
  STORAGE__queueServiceUri: 'https://${storageName}.queue.${suffix}'
  STORAGE__tableServiceUri: 'https://${storageName}.table.${suffix}'
  STORAGE__credential: 'managedidentity'
  EVIDENCE__blobServiceUri: 'https://${evidenceName}.blob.${suffix}'
  EVIDENCE_COLLECTOR_CLIENT_ID: identities.outputs.collector.clientId
  EVIDENCE_SIGNER_CLIENT_ID: identities.outputs.signer.clientId
  EVIDENCE_SIGNING_KEY: vault.outputs.signingKey
}

module monitor 'modules/function-app.bicep' = {
  name: 'phiwatch-monitor'
  scope: group
  params: {
    location: location
    role: 'monitor'
    environmentName: environmentName
    tags: tags
    identity: identities.outputs.monitor
    // Documents that people attest by are locked as they come in, and snapshots are served from their container.
    otherIdentityIds: [identities.outputs.collector.id, identities.outputs.signer.id]
    storageName: hosts[0].outputs.name
    subnetId: privateNetwork ? network!.outputs.monitorSubnetId : ''
    isOpen: publicApi
    deployFrom: deployFrom
    workspaceId: telemetry.outputs.workspaceId
    maximumInstances: maximumInstances
    settings: {
      ...common
      ...(empty(pageClientId) ? {} : { PAGE_CLIENT_ID: pageClientId })
      APP_ROLE: 'monitor'
      AZURE_CLIENT_ID: identities.outputs.monitor.clientId
      AzureWebJobsStorage__blobServiceUri: 'https://${hostStorageNames.monitor}.blob.${suffix}'
      AzureWebJobsStorage__queueServiceUri: 'https://${hostStorageNames.monitor}.queue.${suffix}'
      AzureWebJobsStorage__tableServiceUri: 'https://${hostStorageNames.monitor}.table.${suffix}'
      AzureWebJobsStorage__clientId: identities.outputs.monitor.clientId
      STORAGE__clientId: identities.outputs.monitor.clientId
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identities.outputs.monitor.clientId}'
      ...moreSettings
    }
  }
}

module responder 'modules/function-app.bicep' = {
  name: 'phiwatch-responder'
  scope: group
  params: {
    location: location
    role: 'responder'
    environmentName: environmentName
    tags: tags
    identity: identities.outputs.responder
    otherIdentityIds: [
      identities.outputs.remediator.id
      identities.outputs.drill.id
      identities.outputs.collector.id
      identities.outputs.signer.id
    ]
    storageName: hosts[1].outputs.name
    subnetId: privateNetwork ? network!.outputs.responderSubnetId : ''
    isOpen: false
    deployFrom: deployFrom
    workspaceId: telemetry.outputs.workspaceId
    maximumInstances: maximumInstances
    settings: {
      ...common
      ...(empty(remediatedSubscriptions)
        ? {}
        : { REMEDIATION_CLIENT_ID: identities.outputs.remediator.clientId })
      ...(drills ? { DRILL_CLIENT_ID: identities.outputs.drill.clientId } : {})
      ...(empty(timeStampService) ? {} : { TIME_STAMP_SERVICE: timeStampService })
      ...(empty(ledgerHeadChannel) ? {} : { LEDGER_HEAD_CHANNEL: ledgerHeadChannel })
      ...(publicApi && !empty(pageClientId) ? { PAGE_ADDRESS: 'https://${monitor.outputs.hostName}/api/page' } : {})
      APP_ROLE: 'responder'
      AZURE_CLIENT_ID: identities.outputs.responder.clientId
      AzureWebJobsStorage__blobServiceUri: 'https://${hostStorageNames.responder}.blob.${suffix}'
      AzureWebJobsStorage__queueServiceUri: 'https://${hostStorageNames.responder}.queue.${suffix}'
      AzureWebJobsStorage__tableServiceUri: 'https://${hostStorageNames.responder}.table.${suffix}'
      AzureWebJobsStorage__clientId: identities.outputs.responder.clientId
      STORAGE__clientId: identities.outputs.responder.clientId
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identities.outputs.responder.clientId}'
      OWN_RESOURCES: monitor.outputs.id
      ...moreSettings
    }
  }
}

module watched 'modules/watched-subscription.bicep' = [
  for id in watchedAll: {
    name: 'phiwatch-watch-${uniqueString(id)}'
    scope: subscription(id)
    params: {
      location: location
      environmentName: environmentName
      tags: tags
      storageId: storage.outputs.id
      readers: [
        identities.outputs.monitor.principalId
        identities.outputs.responder.principalId
        identities.outputs.collector.principalId
      ]
      remediatorPrincipalId: identities.outputs.remediator.principalId
      remediationRoleId: contains(remediatedSubscriptions, id) ? remediationRole!.outputs.id : ''
      drillPrincipalId: drills ? identities.outputs.drill.principalId : ''
    }
  }
]

module drillRights 'modules/group-role.bicep' = if (drills) {
  name: 'phiwatch-drill-rights'
  scope: drillGroup
  params: { roleId: drillRole!.outputs.id, principalIds: [identities.outputs.drill.principalId] }
}

module alerts 'modules/alerts.bicep' = {
  name: 'phiwatch-alerts'
  scope: group
  params: {
    location: location
    environmentName: environmentName
    tags: tags
    onCall: onCall
    insightsId: telemetry.outputs.insightsId
    workspaceId: telemetry.outputs.workspaceId
    storageId: storage.outputs.id
    watchedGroupIds: drills ? [group.id, drillGroup.id] : [group.id]
  }
}

@description('The role to be assigned by hand on each vault of DRILL_VAULTS; empty: there are no drills.')
output DRILL_RESTORE_ROLE string = drills ? drillRestoreRole!.outputs.id : ''
output AZURE_RESOURCE_GROUP string = group.name
output MONITOR_APP string = monitor.outputs.name
output RESPONDER_APP string = responder.outputs.name
output API_ADDRESS string = 'https://${monitor.outputs.hostName}/api'
output VAULT_URI string = vault.outputs.uri
