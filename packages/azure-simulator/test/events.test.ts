import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { groups, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it, onTestFinished } from 'vitest';
import { manualClock, startTestAzure, writer } from './start.ts';

const actor = { oid: writer, appid: 'app-of-writer', type: 'ServicePrincipal' as const };
const off = {
  method: 'PATCH' as const,
  id: imagingArchiveId,
  body: { properties: { supportsHttpsTrafficOnly: false } },
  actor,
};
const imaging = `/subscriptions/${subscriptionId}/resourceGroups/${groups.imaging}`;

interface Received {
  readonly type: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** A webhook that answers the handshakes; `statuses`: what it answers to notifications, the last one for good. */
async function webhook(statuses = [200]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  let count = 0;
  const server = createServer((request, response) => {
    void text(request).then((content) => {
      if (request.method === 'OPTIONS')
        return response
          .writeHead(200, { 'WebHook-Allowed-Origin': String(request.headers['webhook-request-origin']) })
          .end();
      const body = JSON.parse(content);
      const type = String(request.headers['aeg-event-type']);
      received.push({ type, body });
      if (type === 'SubscriptionValidation')
        return response.end(JSON.stringify({ validationResponse: body[0].data.validationCode }));
      return response.writeHead(statuses[Math.min(count++, statuses.length - 1)]!).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`, received };
}

describe('events of the subscription', () => {
  it('tell of a write in the Event Grid schema, after the handshake', async () => {
    const clock = manualClock();
    const { url, received } = await webhook();
    const azure = await startTestAzure({ now: clock.now, deliverTo: [{ to: { url } }] });
    await azure.sim('POST', '/change', off);
    await azure.simulation.delivery.idle();
    expect(received.map(({ type }) => type)).toEqual(['SubscriptionValidation', 'Notification']);
    const [event] = received[1]!.body;
    expect(event).toMatchObject({
      topic: `/subscriptions/${subscriptionId}`,
      subject: imagingArchiveId,
      eventType: 'Microsoft.Resources.ResourceWriteSuccess',
      eventTime: new Date(clock.now()).toISOString(),
      dataVersion: '2',
      data: {
        authorization: { scope: imagingArchiveId, action: 'Microsoft.Storage/storageAccounts/write' },
        resourceUri: imagingArchiveId,
        operationName: 'Microsoft.Storage/storageAccounts/write',
        resourceProvider: 'Microsoft.Storage',
        status: 'Succeeded',
        subscriptionId,
        tenantId: azure.tenantId,
      },
    });
    expect(event.data.claims['http://schemas.microsoft.com/identity/claims/objectidentifier']).toBe(writer);
    expect(event.data.authorization.evidence.principalId).toBe(writer.replaceAll('-', ''));
    expect(Object.keys(event.data.claims).filter((claim) => /name$|upn|surname/.test(claim))).toEqual([]);
  });

  it('tell of deletes, actions, moves and tags, and not of the children that vanish', async () => {
    const messages: string[] = [];
    const azure = await startTestAzure({
      deliverTo: [{ to: { send: async (message) => void messages.push(message) } }],
    });
    const { simulation } = azure;
    simulation.change({ method: 'POST', id: `${imagingArchiveId}/listKeys`, actor });
    simulation.change({ method: 'DELETE', id: imagingArchiveId, actor });
    const cardio = imagingArchiveId.replace('images', 'cardio');
    const targetResourceGroup = imaging.replace(groups.imaging, groups.clinical);
    simulation.change({
      method: 'POST',
      id: `${imaging}/moveResources`,
      body: { resources: [cardio], targetResourceGroup },
      actor,
    });
    simulation.change({
      method: 'PUT',
      id: `${imaging}/providers/Microsoft.Resources/tags/default`,
      body: {},
      actor,
    });
    await simulation.delivery.idle();
    const events = messages.map((message) => JSON.parse(Buffer.from(message, 'base64').toString()));
    expect(events.map(({ eventType, data }) => [eventType.split('.').at(-1), data.operationName])).toEqual([
      ['ResourceActionSuccess', 'Microsoft.Storage/storageAccounts/listKeys/action'],
      ['ResourceDeleteSuccess', 'Microsoft.Storage/storageAccounts/delete'],
      ['ResourceActionSuccess', 'Microsoft.Resources/subscriptions/resourceGroups/moveResources/action'],
      ['ResourceWriteSuccess', 'Microsoft.Resources/tags/write'],
    ]);
  });
});

describe('Azure Resource Notifications', () => {
  it('carry the resource, booleans as 1 and 0, in CloudEvents', async () => {
    const { url, received } = await webhook();
    const to = { url };
    const azure = await startTestAzure({
      deliverTo: [{ to, topic: 'resources', schema: 'CloudEventSchemaV1_0' }],
    });
    azure.simulation.change(off);
    await azure.simulation.delivery.idle();
    const { body } = received.at(-1)!;
    expect(body).toMatchObject({
      specversion: '1.0',
      source: `/subscriptions/${subscriptionId}`,
      subject: imagingArchiveId,
      type: 'Microsoft.ResourceNotifications.Resources.CreatedOrUpdated',
    });
    const { resourceInfo, operationalInfo } = body.data;
    expect(resourceInfo.properties).toMatchObject({ supportsHttpsTrafficOnly: 0, allowBlobPublicAccess: 0 });
    expect(resourceInfo).not.toHaveProperty('kind');
    expect(resourceInfo).not.toHaveProperty('identity');
    expect(operationalInfo.resourceEventTime).toBe(body.time);
  });

  it('tell a move as a delete and a create, and say nothing of actions and untracked children', async () => {
    const { url, received } = await webhook();
    const azure = await startTestAzure({ deliverTo: [{ to: { url }, topic: 'resources' }] });
    const { simulation } = azure;
    const targetResourceGroup = imaging.replace(groups.imaging, groups.clinical);
    simulation.change({
      method: 'POST',
      id: `${imaging}/moveResources`,
      body: { resources: [imagingArchiveId], targetResourceGroup },
      actor,
    });
    simulation.change({
      method: 'PATCH',
      id: imagingArchiveId.replace('images', 'cardio').concat('/blobServices/default'),
      body: {},
      actor,
    });
    await simulation.delivery.idle();
    const kinds = received
      .slice(1)
      .map(({ body }) => `${body[0].eventType.split('.').at(-1)} ${body[0].subject}`);
    expect(new Set(kinds)).toEqual(
      new Set([
        `CreatedOrUpdated ${imagingArchiveId.replace(groups.imaging, groups.clinical)}`,
        `Deleted ${imagingArchiveId}`,
      ]),
    );
  });
});

const noSleep = async (): Promise<void> => {};

describe('delivery', () => {
  it('tries again with back-off until the webhook takes the event', async () => {
    const slept: number[] = [];
    const { url, received } = await webhook([500, 503, 202]);
    const azure = await startTestAzure({
      sleep: async (ms) => void slept.push(ms),
      deliverTo: [{ to: { url }, retryDelaysMs: [10, 20, 30] }],
    });
    azure.simulation.change(off);
    await azure.simulation.delivery.idle();
    expect(received.filter(({ type }) => type === 'Notification')).toHaveLength(3);
    expect(new Set(received.slice(1).map(({ body }) => body[0].id)).size).toBe(1);
    expect(slept).toEqual([10, 20]);
    expect(azure.simulation.delivery.undelivered).toEqual([]);
  });

  it('gives up after the last attempt, and at once where trying again cannot help', async () => {
    for (const [status, attempts] of [
      [500, 2],
      [413, 1],
    ] as const) {
      const { url, received } = await webhook([status]);
      const azure = await startTestAzure({
        sleep: noSleep,
        deliverTo: [{ to: { url }, retryDelaysMs: [10] }],
      });
      azure.simulation.change(off);
      await azure.simulation.delivery.idle();
      expect(received.slice(1)).toHaveLength(attempts);
      expect((await azure.sim('GET', '/undelivered')).body).toMatchObject([
        { reason: `status ${status}`, event: { subject: imagingArchiveId } },
      ]);
    }
  });

  it('duplicates and shuffles where it is told to', async () => {
    const subjects: string[] = [];
    // Per change: whether it comes twice, then how long each copy waits.
    const numbers = [0, 0.9, 0.8, 0, 0.1, 0.2].values();
    const waiting: { readonly ms: number; readonly go: () => void }[] = [];
    const take = async (message: string): Promise<void> => {
      subjects.push(JSON.parse(Buffer.from(message, 'base64').toString()).subject);
    };
    const azure = await startTestAzure({
      random: () => numbers.next().value!,
      sleep: (ms) => new Promise<void>((resolve) => waiting.push({ ms, go: resolve })),
      deliverTo: [{ to: { send: take }, duplicates: 0.5, jitterMs: 1_000 }],
    });
    const cardio = imagingArchiveId.replace('images', 'cardio');
    azure.simulation.change(off);
    azure.simulation.change({ ...off, id: cardio });
    expect(waiting.map(({ ms }) => ms)).toEqual([900, 800, 100, 200]);
    for (const { go } of waiting.toSorted((a, b) => a.ms - b.ms)) go();
    await azure.simulation.delivery.idle();
    expect(subjects).toEqual([cardio, cardio, imagingArchiveId, imagingArchiveId]);
  });

  it('makes so many attempts at once and no more', async () => {
    let underWay = 0;
    let most = 0;
    const send = async (): Promise<void> => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
    };
    const azure = await startTestAzure({ deliverTo: [{ to: { send } }] });
    for (let count = 0; count < 200; count++) azure.simulation.change(off);
    await azure.simulation.delivery.idle();
    expect([most, underWay]).toEqual([40, 0]);
  });

  it('refuses a webhook that does not validate', async () => {
    const { url } = await webhook();
    const azure = await startTestAzure();
    const silent = createServer((_, response) => void response.end('{}'));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const other = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    for (const schema of ['EventGridSchema', 'CloudEventSchemaV1_0'] as const) {
      await expect(azure.simulation.subscribe({ to: { url: other }, schema })).rejects.toThrow(
        'did not validate',
      );
      expect((await azure.sim('POST', '/subscriptions', { url, schema })).status).toBe(200);
    }
  });
});
