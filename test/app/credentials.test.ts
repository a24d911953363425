import type { TokenCredential } from '@azure/core-auth';
import { startTestAzure } from '@phiwatch/azure-simulator/testing';
import { decodeJwt } from 'jose';
import { afterEach, expect, test, vi } from 'vitest';
import { readerCredential, writerCredential } from '../../src/app/credentials.ts';

afterEach(() => vi.unstubAllEnvs());

const reader = { oid: '11111111-0000-4000-a000-00000000000a', appid: '22222222-0000-4000-a000-00000000000a' };
const writer = { oid: '11111111-0000-4000-a000-00000000000b', appid: '22222222-0000-4000-a000-00000000000b' };

/** An app in Azure whose template has left the variables of a service principal behind. */
async function inAzure(): Promise<void> {
  const azure = await startTestAzure({ identities: [reader, writer] });
  vi.stubEnv('IDENTITY_ENDPOINT', azure.msiUrl);
  vi.stubEnv('IDENTITY_HEADER', azure.msiHeader);
  vi.stubEnv('AZURE_TOKEN_CREDENTIALS', undefined);
  vi.stubEnv('AZURE_AUTHORITY_HOST', azure.armUrl);
  vi.stubEnv('AZURE_TENANT_ID', azure.tenantId);
  vi.stubEnv('AZURE_CLIENT_ID', '99999999-0000-4000-a000-000000000000');
  vi.stubEnv('AZURE_CLIENT_SECRET', 'left behind');
}

async function clientOf(credential: TokenCredential): Promise<unknown> {
  const token = await credential.getToken('https://management.azure.com/.default');
  return decodeJwt(token?.token ?? '')['appid'];
}

// One test: the client of managed identities finds its endpoint once in a process.
test('who writes and who reads are the managed identities of the settings, whatever variables are left behind', async () => {
  await inAzure();
  expect(await clientOf(writerCredential(writer.appid))).toBe(writer.appid);
  expect(await clientOf(readerCredential(reader.appid, process.env))).toBe(reader.appid);
  expect(await clientOf(readerCredential(undefined, process.env))).toBe(reader.appid);
});
