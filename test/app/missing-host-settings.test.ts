import { expect, test } from 'vitest';
import { missingHostSettings } from '../../src/app/missing-host-settings.ts';

/** A Function App on Flex Consumption that has all that its host needs. */
const complete = {
  WEBSITE_SITE_NAME: 'phiwatch',
  WEBSITE_SKU: 'FlexConsumption',
  AzureWebJobsStorage__accountName: 'account',
  AzureWebJobsStorage__credential: 'managedidentity',
  AzureWebJobsStorage__clientId: 'id',
  STORAGE__blobServiceUri: 'https://account.blob.core.windows.net',
  APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=id',
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=id',
};

test('a host that has everything lacks nothing, and neither does one outside of Azure', () => {
  expect(missingHostSettings(complete)).toEqual([]);
  expect(missingHostSettings({})).toEqual([]);
});

test.each([
  [
    { AzureWebJobsStorage__accountName: '' },
    'AzureWebJobsStorage__accountName is missing: the host starts no timer without it',
  ],
  [
    { AzureWebJobsStorage__credential: undefined },
    'AzureWebJobsStorage__credential is missing: AzureWebJobsStorage__clientId goes with it',
  ],
  [
    { AzureWebJobsStorage__clientId: ' ' },
    'AzureWebJobsStorage__clientId is missing: AzureWebJobsStorage__credential goes with it',
  ],
  [{ STORAGE__clientId: 'id' }, 'STORAGE__credential is missing: STORAGE__clientId goes with it'],
  [
    { STORAGE__blobServiceUri: undefined },
    'STORAGE__blobServiceUri is missing: no workflow starts without it',
  ],
  [
    { APPLICATIONINSIGHTS_CONNECTION_STRING: undefined },
    'APPLICATIONINSIGHTS_CONNECTION_STRING is missing: logs go nowhere without it',
  ],
  [
    { APPLICATIONINSIGHTS_AUTHENTICATION_STRING: undefined },
    'APPLICATIONINSIGHTS_AUTHENTICATION_STRING is missing: logs go nowhere without it',
  ],
  [{ WEBSITE_SKU: 'ElasticPremium' }, 'FUNCTIONS_EXTENSION_VERSION is missing: it must be ~4'],
  [
    { WEBSITE_SKU: 'Dynamic', FUNCTIONS_EXTENSION_VERSION: '~4' },
    'the plan is Consumption: use Flex Consumption or Elastic Premium',
  ],
])('%j: it is said', (change, said) => {
  expect(missingHostSettings({ ...complete, ...change })).toEqual([said]);
});

test('by a connection string, or by addresses, the host has its storage; what monitors needs no blobs', () => {
  const { AzureWebJobsStorage__accountName: _name, ...rest } = complete;
  expect(missingHostSettings({ ...rest, AzureWebJobsStorage: 'UseDevelopmentStorage=true' })).toEqual([]);
  expect(missingHostSettings({ ...rest, AzureWebJobsStorage__blobServiceUri: 'https://a' })).toEqual([]);
  const monitor = { ...complete, APP_ROLE: 'monitor', STORAGE__blobServiceUri: undefined };
  expect(missingHostSettings(monitor)).toEqual([]);
});
