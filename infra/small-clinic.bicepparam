using 'main.bicep'

// One subscription, nothing is written to the estate, storage reached by identity from the internet.
param environmentName = 'clinic'
param location = 'eastus2'
param apiAudience = ['api://00000000-0000-0000-0000-000000000000']
param onCall = ['it@clinic.example']
param privateNetwork = false
param maximumInstances = 40
param logGigabytes = 1
