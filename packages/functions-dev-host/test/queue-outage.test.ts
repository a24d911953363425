import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueueClient } from '@azure/storage-queue';
import { SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { startAzurite } from '../../../dev/azurite.ts';
import { trustedCertificate } from '../../../test/support/trusted-certificate.ts';
import { eventually, seenBy, startHost } from './start-host.ts';

const others = { NIGHTLY: '0 0 3 1 1 *', WORK_QUEUE: 'work' };

it('a queue endpoint that is down is logged once, and used as soon as it is up', async () => {
  // Below those that systems give away, so that nobody takes them while they are free.
  const blob = 20_000 + (process.pid % 3_000) * 3;
  const ports = { blob, queue: blob + 1, table: blob + 2 };
  const first = await startAzurite({ ports });
  await first.stop();
  const host = await startHost({ settings: { ...others, Storage: first.connectionString } });
  try {
    await eventually(
      'the outage in the log',
      () => host.output().includes("Queue 'work' fails") || undefined,
    );
    const second = await startAzurite({ ports });
    try {
      await eventually(
        'the end of the outage',
        () => host.output().includes('is reached again') || undefined,
      );
      const queue = new QueueClient(second.connectionString, 'work');
      await queue.sendMessage(Buffer.from('"after the outage"').toString('base64'));
      await eventually(
        'the message',
        async () => (await seenBy(host, 'work')).some((run) => run.input === 'after the outage') || undefined,
      );
      expect(host.output().split("Queue 'work' fails")).toHaveLength(2);
    } finally {
      await second.stop();
    }
  } finally {
    expect(await host.stop()).toBe(0);
  }
});

/** Answers as App Service's identity endpoint does; Azurite checks issuer, audience and times of the token. */
async function answerToken(url: string, response: ServerResponse): Promise<void> {
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('https://sts.windows.net/00000000-0000-0000-0000-000000000001/')
    .setAudience('https://storage.azure.com')
    .setIssuedAt()
    .setNotBefore('-1m')
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode('a key that nobody checks, 32 bytes'));
  const resource = new URL(url, 'http://localhost').searchParams.get('resource');
  const expiry = String(Math.floor(Date.now() / 1000) + 3600);
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ access_token: token, expires_on: expiry, resource, token_type: 'Bearer' }));
}

it('queues are reached with an identity where only their address is set', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'queue-identity-'));
  const tls = trustedCertificate();
  const certificate = join(folder, 'ca.pem');
  writeFileSync(certificate, tls.cert);
  const azurite = await startAzurite({ tls });
  const identity = createServer((request, response) => {
    void answerToken(request.url ?? '', response);
  }).listen(0, '127.0.0.1');
  await once(identity, 'listening');
  const host = await startHost({
    settings: { ...others, Storage__queueServiceUri: azurite.queueUrl },
    environment: {
      NODE_EXTRA_CA_CERTS: certificate,
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
      IDENTITY_ENDPOINT: `http://127.0.0.1:${(identity.address() as AddressInfo).port}/msi/token`,
      IDENTITY_HEADER: 'test',
    },
  });
  try {
    // The key is used here only to put a message in.
    const queue = new QueueClient(azurite.connectionString, 'work');
    await eventually('the queue to be made', async () => (await queue.exists()) || undefined);
    await queue.sendMessage(Buffer.from('"by identity"').toString('base64'));
    await eventually(
      'the message',
      async () => (await seenBy(host, 'work')).some((run) => run.input === 'by identity') || undefined,
    );
  } finally {
    expect(await host.stop()).toBe(0);
    identity.close();
    await azurite.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
