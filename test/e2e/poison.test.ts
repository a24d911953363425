import { createHash, randomUUID } from 'node:crypto';
import { TableClient } from '@azure/data-tables';
import { QueueClient } from '@azure/storage-queue';
import { imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import type { PoisonMessageView } from '../../src/assurance/poison-messages/index.ts';
import { eventFor } from './support/azure.ts';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ channels: true, messageLease: 60 });

const base64 = (text: string) => Buffer.from(text).toString('base64');
const queueNamed = (name: string) => new QueueClient(it.app.connection.storage, name);
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const minutes = (count: number) => count * 60_000;

/** Leaves a message of the queue `respond` as it is after five of six times that it is requeued. */
async function requeuedFiveTimes(text: string): Promise<void> {
  const { storage } = it.app.connection;
  const table = TableClient.fromConnectionString(storage, 'PoisonMessages', {
    allowInsecureConnection: true,
  });
  const hash = createHash('sha256').update(text).digest('hex');
  const firstAt = new Date(Date.now() - minutes(60)).toISOString();
  const message = {
    queue: 'respond',
    hash,
    size: text.length,
    requeues: 5,
    firstAt,
    lastAt: firstAt,
    nextAt: firstAt,
  };
  const row = { partitionKey: 'respond', rowKey: hash, schema: 1, message0: JSON.stringify(message) };
  await table.createEntity(row);
}

/** Sends a change of a resource so often in one delivery. @returns the milliseconds until it was answered */
async function tellOften(count: number): Promise<number> {
  const { app } = it;
  const id = await app.copyOf(imagingArchiveId);
  const changes = await app.azure.change({
    method: 'PATCH',
    id,
    body: { properties: { supportsHttpsTrafficOnly: false } },
  });
  const [event] = changes.filter(({ only }) => only !== 'resources').map((change) => eventFor(change, {}));
  if (!event) throw new Error('the change made no event');
  const events = Array.from({ length: count }, () => ({ ...event, id: randomUUID() }));
  const began = performance.now();
  expect(await app.post(events)).toBe(202);
  const took = performance.now() - began;
  await app.reaches(id, 'storage-requires-secure-transfer', 'NonCompliant');
  await drain(it);
  const drift = (await app.drifts(id)).find(
    ({ policy, to }) => policy === 'storage-requires-secure-transfer' && to === 'NonCompliant',
  );
  expect(drift?.candidates).toHaveLength(count);
  return took;
}

describe.skipIf(given)('what is more, deeper or worse than Azure sends', () => {
  test('1,000 events of one resource in one delivery are answered in time, and each is a candidate', async () => {
    await tellOften(1);
    const one = await tellOften(1);
    const many = await tellOften(1_000);
    console.log(`one event ${Math.round(one)} ms, 1,000 events ${Math.round(many)} ms`);
    expect(many / one).toBeLessThan(150);
  });

  test('deep JSON is refused in a delivery, and kept as rejected from the queue', async () => {
    const { app } = it;
    const { rejected } = await app.health();
    const event = (levels: number) =>
      `{"id":"${randomUUID()}","eventType":"Microsoft.Resources.ResourceWriteSuccess","eventTime":"2026-03-01T08:00:00Z","data":${deep(levels)}}`;
    for (const levels of [100, 5_000, 100_000]) {
      const response = await fetch(app.webhook(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'aeg-event-type': 'Notification' },
        body: `[${event(levels)}]`,
      });
      expect(response.status).toBe(400);
    }
    await app.queue.sendMessage(base64(event(100)));
    await app.queue.sendMessage(base64(event(1_000)));
    await until('them to be rejected', async () =>
      (await app.health()).rejected === rejected + 2 ? true : undefined,
    );
  });

  test('messages that nobody can understand end, are told and shown until somebody has seen to them', async () => {
    const { app, world } = it;
    expect((await app.health()).queue).toMatchObject({ poisoned: 0, ended: 0 });
    await queueNamed('respond').sendMessage(base64('{"sequence":"jane.doe@patient.example"}'));
    await queueNamed('outbox').sendMessage(base64('{}'));
    await queueNamed('changes-poison').sendMessage(base64(deep(20_000)));
    const ended = async (count: number) =>
      until(`${count} messages to end`, async () => {
        await app.run('recovery');
        return (await app.health()).queue.ended === count ? true : undefined;
      });
    await ended(3);
    expect(await app.health()).toMatchObject({ status: 'degraded', queue: { poisoned: 0 } });
    const { messages } = await app.json<{ messages: PoisonMessageView[] }>('/api/poison-messages');
    expect(messages.map(({ queue, reason }) => `${queue}: ${reason}`).toSorted()).toEqual([
      'changes: not understood',
      'outbox: not understood',
      'respond: not understood',
    ]);
    expect(JSON.stringify(messages)).not.toContain('jane');
    const told = await until('people to be told', async () => {
      // Messages may be batched for some minutes, and another run may still hold the lease of the channel.
      world.moveTime(minutes(1));
      await app.run('every-minute');
      const titles = JSON.stringify(world.sinks.arrived);
      return titles.includes('of the queue respond failed too often') ? titles : undefined;
    });
    expect(told).not.toContain('jane');
    const token = await app.azure.userToken({ oid: randomUUID(), roles: ['Responder'] });
    for (const { id } of messages)
      expect((await app.call('POST', `/api/poison-messages/${id}/acknowledgement`, token)).status).toBe(204);
    expect((await app.health()).queue).toMatchObject({ poisoned: 0, ended: 0 });
  });

  test('a message that always fails ends after the last time that it is requeued, and can be replayed', async () => {
    const { app, world } = it;
    const place = { resourceId: imagingArchiveId, sequence: 9_999, recordedAt: '2026-03-01T08:00:00.000Z' };
    const text = base64(JSON.stringify(place));
    await requeuedFiveTimes(text);
    await queueNamed('respond-poison').sendMessage(text);
    const nonePoisoned = async () =>
      until('no poisoned message', async () =>
        (await app.health()).queue.poisoned === 0 ? true : undefined,
      );
    await app.run('recovery');
    await nonePoisoned();
    await until('it to fail five times more', async () => {
      world.moveTime(minutes(1));
      const { poisoned, ended } = (await app.health()).queue;
      // The timer may have ended it already.
      return poisoned + ended === 1 ? true : undefined;
    });
    world.moveTime(minutes(24 * 60));
    await app.run('recovery');
    await nonePoisoned();
    const { messages } = await app.json<{ messages: PoisonMessageView[] }>('/api/poison-messages');
    expect(messages).toMatchObject([{ queue: 'respond', requeues: 6, resources: [imagingArchiveId] }]);
    const token = await app.azure.userToken({ oid: randomUUID(), roles: ['Operator'] });
    const replay = `/api/poison-messages/${messages[0]?.id}/replay`;
    expect((await app.call('POST', replay, token)).status).toBe(204);
    expect((await app.call('POST', replay, token)).status).toBe(404);
  });
});
