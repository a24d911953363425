import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startAzurite } from '../../../dev/azurite.ts';
import type { Azurite } from '../../../dev/azurite.ts';
import { trustedCertificate } from '../../support/trusted-certificate.ts';
import { createStore } from '../../../src/platform/store/create-store.ts';
import { headOf, resourceIn } from './samples.ts';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite({ tls: trustedCertificate() });
});

afterAll(async () => {
  await azurite.stop();
});

function storeFor(audience: string) {
  return createStore({
    tableServiceUri: azurite.tableUrl,
    queueServiceUri: azurite.queueUrl,
    credential: {
      getToken: async () => ({
        token: await new SignJWT({})
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('https://sts.windows.net/00000000-0000-0000-0000-000000000001/')
          .setAudience(audience)
          .setIssuedAt()
          .setNotBefore('0s')
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode('a key that nobody checks')),
        expiresOnTimestamp: Date.now() + 3_600_000,
      }),
    },
    now: () => new Date(),
  });
}

it('works over https with a token, and makes tables and queues from several hosts at once', async () => {
  const store = storeFor('https://storage.azure.com');
  await Promise.all([store.create(), storeFor('https://storage.azure.com').create(), store.create()]);
  await store.create();
  const current = headOf(resourceIn('g'));
  await store.states.commit(current, [], undefined);
  expect((await store.states.read(current.resourceId))?.current).toEqual(current);
  await store.changes.send({ n: 1 });
  expect(await store.changes.depth()).toEqual({ waiting: 1 });
});

it('throws what the service refuses', async () => {
  const store = storeFor('https://elsewhere.example');
  await expect(store.states.read(resourceIn('g'))).rejects.toThrow();
  await expect(store.changes.send({})).rejects.toThrow();
});
