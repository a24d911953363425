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
    meaning: 'The language of the app, for the Functions host.',
    required: true,
    example: 'node',
  },
  {
    name: 'AzureWebJobsStorage',
    group: 'Azure Functions',
    meaning: 'Storage of the Functions host itself, for its keys and timers. The example is Azurite.',
    required: true,
    example: 'UseDevelopmentStorage=true',
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
