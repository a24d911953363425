import type { SettingDescription } from '../base/index.ts';

export interface HostSetting extends SettingDescription {
  readonly name: string;
  /** `true`, or the condition in words: `unless X`. */
  readonly required?: true | string;
  readonly default?: string;
}

/** Settings that the schema does not have: the Functions host reads them, and `APP_ROLE` counts before any other is read. */
export const hostSettings: readonly HostSetting[] = [
  {
    name: 'FUNCTIONS_WORKER_RUNTIME',
    group: 'Azure Functions',
    meaning: 'The language of the app, for the Functions host. On Flex Consumption the plan has it instead.',
    required: 'except on Flex Consumption',
    example: 'node',
  },
  {
    name: 'FUNCTIONS_EXTENSION_VERSION',
    group: 'Azure Functions',
    meaning: 'Version of the Functions host, on Elastic Premium. Flex Consumption takes no such setting.',
    otherwise: 'required on Elastic Premium',
    example: '~4',
  },
  {
    name: 'AzureWebJobsStorage',
    group: 'Azure Functions',
    meaning:
      'Locally: storage of the Functions host itself, for its keys and timers. The example is Azurite. In Azure it is a connection string with a key, so give the next three instead.',
    required: 'locally',
    example: 'UseDevelopmentStorage=true',
  },
  {
    name: 'AzureWebJobsStorage__accountName',
    group: 'Azure Functions',
    meaning:
      'Name of the storage account in which the Functions host keeps its keys, and the schedules and locks of timers. The identity needs Storage Blob Data Owner on it. In Government, give `AzureWebJobsStorage__blobServiceUri`, `__queueServiceUri` and `__tableServiceUri` instead.',
    otherwise: 'required in Azure',
    example: 'ACCOUNT',
  },
  {
    name: 'AzureWebJobsStorage__credential',
    group: 'Azure Functions',
    meaning: 'How the host signs in there with a user-assigned identity: `managedidentity`.',
    otherwise: 'the system-assigned identity',
    example: 'managedidentity',
  },
  {
    name: 'AzureWebJobsStorage__clientId',
    group: 'Azure Functions',
    meaning: 'Client id of that identity. Goes with `AzureWebJobsStorage__credential`.',
    otherwise: 'none',
    example: '00000000-0000-0000-0000-000000000000',
  },
  {
    name: 'APPLICATIONINSIGHTS_CONNECTION_STRING',
    group: 'Azure Functions',
    meaning: 'The Application Insights that takes the logs of host and app.',
    otherwise: 'required in Azure',
    example: 'InstrumentationKey=00000000-0000-0000-0000-000000000000',
  },
  {
    name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
    group: 'Azure Functions',
    meaning:
      'The identity under which logs are sent: `Authorization=AAD`, and `;ClientId=ID` of a user-assigned one. It needs Monitoring Metrics Publisher on the Application Insights.',
    otherwise: 'required in Azure',
    example: 'Authorization=AAD;ClientId=00000000-0000-0000-0000-000000000000',
  },
  {
    name: 'APP_ROLE',
    group: 'Azure Functions',
    meaning:
      'Which functions the deployment has. `monitor`: events, scans and the API, with no right to write to the estate. `responder`: responses, messages and workflows, with no traffic from outside. `all`: both in one app. See [remediation.md](remediation.md).',
    default: 'all',
    example: 'monitor',
  },
  {
    name: 'STORAGE__blobServiceUri',
    group: 'Storage',
    meaning:
      'Blobs of the same account, in which Durable Functions keeps the leases of its task hub. The identity needs Storage Blob Data Contributor.',
    required: 'unless `APP_ROLE` is `monitor`',
    example: 'https://ACCOUNT.blob.core.windows.net',
  },
  {
    name: 'STORAGE__credential',
    group: 'Storage',
    meaning: 'In Azure, how queue triggers sign in with a user-assigned identity: `managedidentity`.',
    otherwise: 'the system-assigned identity, or whoever is signed in',
    example: 'managedidentity',
  },
  {
    name: 'STORAGE__clientId',
    group: 'Storage',
    meaning: 'Client id of that identity. Goes with `STORAGE__credential`.',
    otherwise: 'none',
    example: '00000000-0000-0000-0000-000000000000',
  },
];
