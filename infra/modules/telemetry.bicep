@description('Region of the workspace.')
param location string

@description('The end of each name: the environment.')
param environmentName string

@description('Tags of every resource.')
param tags object

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Gigabytes a day from which on logs are dropped: a storm of logs must not become a bill.')
param dailyCapGigabytes int

@description('Principal ids of the apps that send logs.')
param senders string[]

@description('Whether logs may be sent and read from the internet. Private links of Azure Monitor are set up by the tenant, for all its workspaces at once.')
param publicIngestion bool

// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/monitor
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
var networkAccess = publicIngestion ? 'Enabled' : 'Disabled'

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-phiwatch-${environmentName}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
    workspaceCapping: { dailyQuotaGb: dailyCapGigabytes }
    publicNetworkAccessForIngestion: networkAccess
    publicNetworkAccessForQuery: networkAccess
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-phiwatch-${environmentName}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    DisableIpMasking: false
    publicNetworkAccessForIngestion: networkAccess
    publicNetworkAccessForQuery: networkAccess
  }
}

resource senderRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for sender in senders: {
    name: guid(insights.id, sender, monitoringMetricsPublisher)
    scope: insights
    properties: {
      principalId: sender
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        monitoringMetricsPublisher
      )
    }
  }
]

resource ownLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'phiwatch'
  scope: workspace
  properties: {
    workspaceId: workspace.id
    logs: [{ categoryGroup: 'audit', enabled: true }]
  }
}

output workspaceId string = workspace.id
output insightsId string = insights.id
output connectionString string = insights.properties.ConnectionString
