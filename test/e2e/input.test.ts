import { randomUUID } from 'node:crypto';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { given } from './support/connection.ts';
import { useApp } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useApp();

describe('what cannot be understood', () => {
  test.each([
    ['no event at all', { hello: 'world' }],
    [
      'an event of another type',
      { id: randomUUID(), eventType: 'Contoso.Order', eventTime: '2026-03-01T08:00:00Z' },
    ],
    [
      'an event without its resource',
      {
        id: randomUUID(),
        eventType: 'Microsoft.Resources.ResourceWriteSuccess',
        eventTime: '2026-03-01T08:00:00Z',
        data: { operationName: 'Microsoft.Storage/storageAccounts/write', resourceUri: 'not an id' },
      },
    ],
  ])('%s is answered, counted and kept', async (_, event) => {
    const { app } = it;
    const { rejected } = await app.health();
    const unique = { ...event, nonce: randomUUID() };
    expect(await app.post([unique])).toBeLessThan(300);
    expect((await app.health()).rejected).toBe(rejected + 1);
  });

  test('on the queue, too', async () => {
    const { app } = it;
    const { rejected } = await app.health();
    await app.enqueue({ nonce: randomUUID() });
    await until('it to be rejected', async () =>
      (await app.health()).rejected === rejected + 1 ? true : undefined,
    );
    expect((await app.health()).queue.poisoned).toBe(0);
  });
});

describe('the handshake', () => {
  test.each(['EventGridSchema', 'CloudEventSchemaV1_0'] as const)(
    'of %s is answered, and what follows it is heard',
    async (schema) => {
      const { app } = it;
      const id = await app.copyOf(imagingArchiveId);
      // Refuses to go on where the webhook does not validate.
      await app.azure.deliverTo(app.webhook(), { schema });
      try {
        await app.azure.change({
          method: 'PATCH',
          id,
          body: { properties: { minimumTlsVersion: 'TLS1_0' } },
        });
        await app.reaches(id, 'storage-requires-tls-1-2', 'NonCompliant');
      } finally {
        await app.azure.noDelivery();
      }
    },
  );
});

describe('the routes', () => {
  test.skipIf(given)('of Event Grid wants its key', async () => {
    const { app } = it;
    const webhook = app.webhook().replace(/code=.*/, 'code=wrong');
    const init = { method: 'POST', headers: { 'aeg-event-type': 'Notification' }, body: '[]' };
    expect((await fetch(webhook, init)).status).toBe(401);
  });

  test.each([
    ['/api/drifts', 'since'],
    ['/api/drifts?since=yesterday', 'since'],
    ['/api/drifts?since=2026-13-01', 'since'],
    ['/api/states', 'resourceId'],
    ['/api/states?resourceId=stlakesideimages', 'resourceId'],
    ['/api/controls?organization=nobodys-clinic', 'organization'],
    ['/api/controls?org=nobodys-clinic', 'org'],
    ['/api/controls?organization=', 'organization'],
  ])('%s is a problem with %s', async (path, field) => {
    const response = await it.app.get(path);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'about:blank', status: 400, field });
  });

  test('a resource that was never seen is not found', async () => {
    const response = await it.app.get(`/api/states?resourceId=${imagingArchiveId}never`);
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });
});
