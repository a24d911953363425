using 'main.bicep'

// Several subscriptions below a management group, private endpoints, drills, and writes that people approve.
param environmentName = 'prod'
param location = 'eastus2'
param watchedSubscriptions = [
  '00000000-0000-0000-0000-000000000001'
  '00000000-0000-0000-0000-000000000002'
]
param remediatedSubscriptions = ['00000000-0000-0000-0000-000000000001']
param managementGroups = ['hospitals']
param apiAudience = [
  'api://00000000-0000-0000-0000-000000000000'
  '00000000-0000-0000-0000-000000000000'
]
param pageClientId = '00000000-0000-0000-0000-000000000003'
param onCall = ['oncall@hospital.example']
param logWorkspaces = ['00000000-0000-0000-0000-000000000004']
param drills = true
