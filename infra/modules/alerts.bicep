@description('Region of the rules over logs.')
param location string

@description('The end of each name: the environment.')
param environmentName string

@description('Tags of every resource.')
param tags object

@description('Mail addresses of who is on call.')
param onCall string[]

@description('The Application Insights of both apps.')
param insightsId string

@description('The workspace with the activity log of this subscription.')
param workspaceId string

@description('The account with the queues.')
param storageId string

@description('The resource groups of phiwatch: a change in them by anybody is told.')
param watchedGroupIds string[]

resource team 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-phiwatch-${environmentName}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'phiwatch'
    enabled: true
    emailReceivers: [
      for (address, n) in onCall: { name: 'mail-${n}', emailAddress: address, useCommonAlertSchema: true }
    ]
  }
}

// Queries over what the apps log. Each line of the app is JSON in `message`. docs/deployment.md lists them.
var rules = [
  {
    name: 'responder-down'
    description: 'The app that responds ran no timer for half an hour: nobody is notified, nothing is written.'
    severity: 0
    query: 'requests | where name == "every-minute" | summarize runs = count()'
    measure: 'runs'
    operator: 'LessThan'
    threshold: 1
    window: 'PT30M'
  }
  {
    name: 'monitor-down'
    description: 'The app that monitors ran no timer for half an hour: changes wait in the queue.'
    severity: 0
    query: 'requests | where name == "recovery" | summarize runs = count()'
    measure: 'runs'
    operator: 'LessThan'
    threshold: 1
    window: 'PT30M'
  }
  {
    name: 'errors'
    description: 'phiwatch logs errors: something is not done, or not sent.'
    severity: 2
    query: 'traces | where severityLevel >= 3 | summarize errors = count()'
    measure: 'errors'
    operator: 'GreaterThan'
    threshold: 20
    window: 'PT30M'
  }
  {
    name: 'no-ledger'
    description: 'The ledger was not appended to for three hours.'
    severity: 1
    query: 'requests | where name == "ledger" and success == true | summarize runs = count()'
    measure: 'runs'
    operator: 'LessThan'
    threshold: 1
    window: 'PT3H'
  }
  {
    name: 'no-scan'
    description: 'No full scan was begun for two days.'
    severity: 2
    query: 'requests | where name == "full-scan" and success == true | summarize runs = count()'
    measure: 'runs'
    operator: 'LessThan'
    threshold: 1
    window: 'P2D'
  }
]

resource logRules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in rules: {
    name: 'phiwatch-${rule.name}-${environmentName}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.description
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [insightsId]
      skipQueryValidation: true
      evaluationFrequency: 'PT15M'
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Total'
            metricMeasureColumn: rule.measure
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [team.id] }
    }
  }
]

resource deadLetters 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'phiwatch-dead-letters-${environmentName}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Event Grid gave up on an event: it lies in the container of dead letters.'
    description: 'A change was not heard of. The nightly scan finds it.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    // The table is there only once something was logged.
    skipQueryValidation: true
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    criteria: {
      allOf: [
        {
          query: 'StorageBlobLogs | where OperationName == "PutBlob" and ObjectKey contains "/dead-letters/" | summarize letters = count()'
          timeAggregation: 'Total'
          metricMeasureColumn: 'letters'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [team.id] }
  }
}

resource backlog 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'phiwatch-backlog-${environmentName}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Changes wait: more than 5,000 messages lie in the queues.'
    severity: 2
    enabled: true
    scopes: ['${storageId}/queueServices/default']
    evaluationFrequency: 'PT1H'
    windowSize: 'PT1H'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'messages'
          metricName: 'QueueMessageCount'
          metricNamespace: 'microsoft.storage/storageaccounts/queueservices'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 5000
        }
      ]
    }
    actions: [{ actionGroupId: team.id }]
  }
}

resource ownChanges 'Microsoft.Insights/activityLogAlerts@2023-01-01-preview' = [
  for (group, n) in watchedGroupIds: {
    name: 'phiwatch-own-changes-${n}-${environmentName}'
    location: 'global'
    tags: tags
    properties: {
      description: 'Somebody changed what phiwatch itself runs on: its identities, keys, storage, routes or settings.'
      enabled: true
      scopes: [group]
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' }
          { field: 'status', equals: 'Succeeded' }
          {
            anyOf: [
              { field: 'resourceType', equals: 'Microsoft.ManagedIdentity/userAssignedIdentities' }
              { field: 'resourceType', equals: 'Microsoft.KeyVault/vaults' }
              { field: 'resourceType', equals: 'Microsoft.Storage/storageAccounts' }
              { field: 'resourceType', equals: 'Microsoft.Web/sites' }
              { field: 'resourceType', equals: 'Microsoft.Authorization/roleAssignments' }
              { field: 'resourceType', equals: 'Microsoft.EventGrid/systemTopics' }
              { field: 'resourceType', equals: 'Microsoft.Insights/diagnosticSettings' }
              { field: 'resourceType', equals: 'Microsoft.Network/virtualNetworks' }
            ]
          }
        ]
      }
      actions: { actionGroups: [{ actionGroupId: team.id }] }
    }
  }
]
