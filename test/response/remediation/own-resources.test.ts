import { describe, expect, test } from 'vitest';
import { ownResource, ownResourcesOf } from '../../../src/response/remediation/own-resources.ts';

const subscription = '/subscriptions/11111111-1111-4111-8111-111111111111';
const at = (type: string, name: string) => `${subscription}/resourceGroups/watch/providers/${type}/${name}`;
const account = at('Microsoft.Storage/storageAccounts', 'stwatch');
const vault = at('Microsoft.KeyVault/vaults', 'kv-watch');
const site = at('Microsoft.Web/sites', 'func-watch');

const references = JSON.stringify({
  SMTP_URL: { rawReference: '@Microsoft.KeyVault(SecretUri=https://KV-watch.vault.azure.net/secrets/smtp/)' },
  HOOK: { rawReference: '@Microsoft.KeyVault(VaultName=kv-hooks;SecretName=hook)', status: 'Resolved' },
});

type Row = readonly [setting: string, value: string, resource: string, isOwn: boolean];

test.each<Row>([
  ['STORAGE__tableServiceUri', 'https://stwatch.table.core.windows.net', account, true],
  ['STORAGE__queueServiceUri', 'https://stwatch.queue.core.usgovcloudapi.net/', account, true],
  ['STORAGE__blobServiceUri', 'https://stwatch-secondary.blob.core.windows.net', account, true],
  ['STORAGE__blobServiceUri', 'https://stwatch.z12.blob.storage.azure.net', account, true],
  ['STORAGE__accountName', 'StWatch', account, true],
  ['AzureWebJobsStorage__accountName', 'stwatch', account, true],
  ['AzureWebJobsStorage__blobServiceUri', 'https://stwatch.blob.core.windows.net', account, true],
  ['AzureWebJobsStorage', 'DefaultEndpointsProtocol=https;AccountName=stwatch;AccountKey=x=', account, true],
  [
    'AzureWebJobsStorage',
    'BlobEndpoint=https://stwatch.blob.core.windows.net/;SharedAccessSignature=s',
    account,
    true,
  ],
  ['WEBSITE_CONTENTAZUREFILECONNECTIONSTRING', 'AccountName=stwatch;AccountKey=x', account, true],
  ['DEPLOYMENT_STORAGE_CONNECTION_STRING', 'AccountName=stwatch;AccountKey=x', account, true],
  ['WEBSITE_SITE_NAME', 'func-watch', site, true],
  ['WEBSITE_KEYVAULT_REFERENCES', references, vault, true],
  ['WEBSITE_KEYVAULT_REFERENCES', references, at('Microsoft.KeyVault/vaults', 'kv-hooks'), true],
  ['SMTP_URL', '@Microsoft.KeyVault(SecretUri=https://kv-watch.vault.azure.net/secrets/smtp)', vault, true],
  ['AzureWebJobsSecretStorageKeyVaultUri', 'https://kv-watch.vault.azure.net/', vault, true],
  ['OWN_RESOURCES', `${site}, ${vault}`, vault, true],
  // A child, a slot, another spelling.
  ['STORAGE__accountName', 'stwatch', `${account}/blobServices/default`, true],
  ['WEBSITE_SITE_NAME', 'func-watch', `${site}/config/web`, true],
  ['WEBSITE_SITE_NAME', 'func-watch', `${site}/slots/staging/config/web`, true],
  ['WEBSITE_SITE_NAME', 'Func-Watch', site.toUpperCase(), true],
  // Not its own.
  ['STORAGE__accountName', 'stwatch', at('Microsoft.Storage/storageAccounts', 'stwatch2'), false],
  ['STORAGE__accountName', 'stwatch', at('Microsoft.KeyVault/vaults', 'stwatch'), false],
  ['STORAGE__tableServiceUri', 'https://127.0.0.1:10002/devstoreaccount1', account, false],
  ['AzureWebJobsStorage', 'UseDevelopmentStorage=true', account, false],
  ['OWN_RESOURCES', site.replaceAll('1', '2'), site, false],
  ['ALERT_URL', 'https://stwatch.blob.core.windows.net', account, false],
  ['STORAGE__accountName', 'stwatch', 'no id', false],
])('%s = %s: %s is its own: %s', (setting, value, resource, isOwn) => {
  const found = ownResource(resource, ownResourcesOf({ [setting]: value }));
  expect(found?.setting).toBe(isOwn ? setting : undefined);
});

describe('the app', () => {
  test('is that of its subscription, where it is known', () => {
    const [id = ''] = subscription.split('/').slice(2);
    const own = ownResourcesOf({
      WEBSITE_SITE_NAME: 'func-watch',
      WEBSITE_OWNER_NAME: `${id}+watch-EastUSwebspace`,
    });
    expect(ownResource(site, own)).toBeDefined();
    expect(ownResource(site.replaceAll('1', '2'), own)).toBeUndefined();
  });

  test('has each of its resources once', () => {
    const own = ownResourcesOf({
      STORAGE__tableServiceUri: 'https://stwatch.table.core.windows.net',
      STORAGE__queueServiceUri: 'https://stwatch.queue.core.windows.net',
      AzureWebJobsStorage__accountName: 'stwatch',
    });
    expect(own).toHaveLength(1);
  });
});
