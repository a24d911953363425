import { ManagedIdentityCredential } from '@azure/identity';
import { checkApiVersion } from '@phiwatch/azure-simulator';
import { startTestAzure } from '@phiwatch/azure-simulator/testing';
import type { TestAzure } from '@phiwatch/azure-simulator/testing';
import { estate } from '@phiwatch/sample-hospital';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Resource } from '../../../src/model/resource.ts';
import { createAzureReader } from '../../../src/platform/azure-clients/create-azure.ts';
import type { AzureReader } from '../../../src/platform/azure/types.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';

afterEach(() => vi.unstubAllEnvs());

const { types } = loadCatalogue();

/** The reader of the application, on the whole way: managed identity, https, one api-version per type. */
function readerOf(azure: TestAzure): AzureReader {
  vi.stubEnv('IDENTITY_ENDPOINT', azure.msiUrl);
  vi.stubEnv('IDENTITY_HEADER', azure.msiHeader);
  return createAzureReader({ endpoint: azure.armUrl, credential: new ManagedIdentityCredential(), types });
}

/** ARM answers a subscription without a name. */
function asAnswered(resource: Resource): object {
  const { name, ...rest } = resource;
  return resource.type === 'Microsoft.Resources/subscriptions' ? rest : { name, ...rest };
}

describe('the reader of the application', () => {
  it('asks for api-versions that the simulation answers to', () => {
    for (const { type, apiVersion } of types.values())
      expect(() => checkApiVersion(type, apiVersion), type).not.toThrow();
  });

  it('reads every resource of a known type as it lies in the hospital', async () => {
    const reader = readerOf(await startTestAzure());
    const known = estate().filter((each) => types.has(each.type.toLowerCase()));
    expect(known.length).toBeGreaterThan(200);
    for (const resource of known) {
      const outcome = await reader.get(resource.id!);
      expect(outcome).toMatchObject({ kind: 'found', resource: asAnswered(resource) });
    }
  });
});
