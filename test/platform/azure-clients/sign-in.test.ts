import { expect, test } from 'vitest';
import { asSignedIn } from '../../../src/platform/azure-clients/sign-in.ts';

test('the cloud and the address of Resource Manager mean what they mean for the app', () => {
  expect(asSignedIn({})).toMatchObject({ endpoint: 'https://management.azure.com' });
  expect(asSignedIn({ AZURE_CLOUD: 'AzureUSGovernment' })).toMatchObject({
    endpoint: 'https://management.usgovcloudapi.net',
    scope: 'https://management.usgovcloudapi.net/.default',
  });
  expect(() => asSignedIn({ AZURE_CLOUD: 'AzureChinaCloud' })).toThrow(
    "AZURE_CLOUD must not be AzureChinaCloud: 21Vianet operates it, and Microsoft's business associate agreement does not cover it",
  );
  expect(() => asSignedIn({ AZURE_CLOUD: 'x' })).toThrow('AZURE_CLOUD must be one of');
});
