import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  mostDeliveries,
  poisonMessagesView,
  seeToPoisonMessage,
  recoverPoisoned,
  takeMessage,
} from '../../src/assurance/poison-messages/index.ts';
import { health, unknowns } from '../../src/assurance/posture/index.ts';
import { handleEvent } from '../../src/monitoring/ingestion/index.ts';
import { account, accountId, budget, createWorld, drain, eventOf, group } from '../support/fakes.ts';
import type { World } from '../support/fakes.ts';

const hour = 3_600;
const day = 24 * hour;
const somebody = 'aaaaaaaa-0000-4000-8000-000000000001';

let world: World;
beforeEach(async () => {
  world = createWorld();
  world.azure.put(account(true));
  await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
  await drain(world);
});

const task = (target = accountId) => ({
  kind: 'task',
  task: {
    target,
    change: { resourceId: target, time: '2026-03-01T08:00:00.000Z', trigger: { kind: 'retry' } },
    attempt: 0,
  },
});
const place = { resourceId: accountId, sequence: 1, recordedAt: '2026-03-01T08:00:00.000Z' };

/** Recovers every five minutes for so long; what is requeued fails again at once. @returns how often it was requeued */
async function recoverFor(seconds: number, name: keyof World['poison'] = 'changes'): Promise<number> {
  const back = {
    changes: world.queue,
    'changes-bulk': world.bulk,
    respond: world.respond,
    outbox: world.wake,
  }[name];
  let requeued = 0;
  for (let passed = 0; passed < seconds; passed += 300) {
    await recoverPoisoned(world.ports);
    requeued += back.messages.length;
    for (const { body } of back.messages.splice(0)) world.poison[name].add(body);
    world.clock.advance(300);
  }
  return requeued;
}

const notices = async () =>
  (await world.ports.records.notices.latest('2026-03')).flatMap(({ value }) =>
    value.kind === 'poison-messages' ? [value] : [],
  );

test.each<[queue: keyof World['poison'], message: unknown]>([
  ['changes', task()],
  ['changes-bulk', task()],
  ['respond', place],
  ['outbox', { channel: 'teams' }],
])(
  'a message of %s that always fails is requeued six times within two days, then ends',
  async (queue, message) => {
    world.poison[queue].add(message);
    expect(await recoverFor(10 * 60, queue)).toBe(2);
    expect(await health(world.ports)).toMatchObject({ status: 'degraded', queue: { poisoned: 1, ended: 0 } });
    expect(await recoverFor(2 * day, queue)).toBe(4);
    expect(await health(world.ports)).toMatchObject({ status: 'degraded', queue: { poisoned: 0, ended: 1 } });
    expect(await poisonMessagesView(world.ports)).toMatchObject([
      { queue, requeues: 6, reason: 'failed too often' },
    ]);
  },
);

test('an outage that passes ends nothing: what is requeued and succeeds is forgotten', async () => {
  for (let n = 0; n < 40; n += 1) world.poison.respond.add({ ...place, sequence: n + 1 });
  expect(await recoverPoisoned(world.ports)).toEqual({ requeued: 40, ended: 0 });
  expect(world.respond.messages.map(({ body }) => body)).toContainEqual({ ...place, sequence: 40 });
  world.clock.advance(8 * day);
  expect(await recoverPoisoned(world.ports)).toEqual({ requeued: 0, ended: 0 });
  expect(world.poisonMessages.rows.size).toBe(0);
  expect(await notices()).toEqual([]);
});

test('a message that fails once in a while, and succeeds in between, never ends', async () => {
  for (let n = 0; n < 20; n += 1) {
    world.poison.outbox.add({ channel: 'teams' });
    expect(await recoverPoisoned(world.ports)).toEqual({ requeued: 1, ended: 0 });
    world.clock.advance(12 * hour);
  }
});

test('the same message many times over has one count, and waits its time', async () => {
  for (let n = 0; n < 10; n += 1) world.poison.changes.add(task());
  expect(await recoverPoisoned(world.ports)).toEqual({ requeued: 1, ended: 0 });
  expect(await recoverPoisoned(world.ports)).toEqual({ requeued: 0, ended: 0 });
  world.clock.advance(300);
  expect(await recoverPoisoned(world.ports)).toEqual({ requeued: 1, ended: 0 });
});

describe('a message that no function can make anything of ends at once', () => {
  test.each<[what: string, queue: keyof World['poison'], message: unknown]>([
    ['no JSON', 'changes', 'text'],
    ['of no known kind', 'changes', { kind: 'other' }],
    ['so deep that the host cannot read it', 'changes', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ['about no drift', 'respond', { sequence: 1 }],
    ['about no channel', 'outbox', {}],
  ])('%s, in %s', async (_, queue, message) => {
    world.poison[queue].add(message);
    expect(await recoverPoisoned(world.ports)).toEqual({ requeued: 0, ended: 1 });
    expect(world.poison[queue].messages).toEqual([]);
    expect(await poisonMessagesView(world.ports)).toMatchObject([{ queue, reason: 'not understood' }]);
  });
});

describe('what a message asked for is not lost when it ends', () => {
  const end = async (message: unknown) => {
    world.poison.changes.add(message);
    await recoverFor(3 * day);
  };

  test.each([
    ['a task', task()],
    ['an event that was delivered to the queue', eventOf(accountId, '2026-03-01T08:00:00.000Z')],
    [
      'an event about what is a part of it',
      eventOf(`${accountId}/blobServices/default`, '2026-03-01T08:00:00Z'),
    ],
  ])('%s: the resource is not confirmed until somebody reads it', async (_, message) => {
    await end(message);
    expect(await unknowns(world.ports)).toMatchObject([
      { resourceId: accountId, kind: 'stale', reason: 'a message about it failed too often' },
    ]);
    await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
    expect(await unknowns(world.ports)).toEqual([]);
  });

  test('a task about what was never seen, or is not watched, marks nothing', async () => {
    await end(task(`${group}/providers/Microsoft.Storage/storageAccounts/new`));
    await end(task(accountId.replaceAll('1', '2')));
    expect(await unknowns(world.ports)).toEqual([]);
  });

  test('a crash at any step repeats it', async () => {
    world.poison.changes.add(task());
    await recoverFor(40 * hour);
    world.store.hook = (step) => {
      if (step === 'before commit') throw new Error('crash');
    };
    await expect(recoverFor(2 * day)).rejects.toThrow('crash');
    world.store.hook = () => undefined;
    expect(world.poison.changes.messages).toHaveLength(1);
    await recoverFor(2 * hour);
    expect(await unknowns(world.ports)).toHaveLength(1);
    expect(await poisonMessagesView(world.ports)).toHaveLength(1);
  });
});

test('people are told once of what ended together, then once a day, until somebody has seen to it', async () => {
  for (const n of [1, 2, 3]) world.poison.respond.add({ sequence: n });
  world.poison.outbox.add({});
  await recoverFor(23 * hour);
  expect(await notices()).toMatchObject([
    { queue: 'respond', count: 3 },
    { queue: 'outbox', count: 1 },
  ]);
  await recoverFor(2 * day);
  expect(await notices()).toHaveLength(6);
  for (const { id } of await poisonMessagesView(world.ports))
    expect(await seeToPoisonMessage(id, 'acknowledged', somebody, world.ports)).toBe('done');
  await recoverFor(3 * day);
  expect(await notices()).toHaveLength(6);
  expect(await health(world.ports)).toMatchObject({ queue: { poisoned: 0, ended: 0 } });
});

test('a drift whose response could not be opened is asked for once a day', async () => {
  world.poison.respond.add(place);
  world.poison.respond.add({ goOn: 'a response' });
  const once = await recoverFor(42 * hour, 'respond');
  expect(once).toBe(12);
  expect(await poisonMessagesView(world.ports)).toHaveLength(2);
  expect(await recoverFor(3 * day, 'respond')).toBe(3);
  expect(world.poison.respond.messages).toEqual([]);
});

describe('somebody', () => {
  test('replays a message: it is sent again, and may fail again', async () => {
    world.poison.respond.add(place);
    await recoverFor(3 * day, 'respond');
    const [{ id } = { id: '' }] = await poisonMessagesView(world.ports);
    expect(await seeToPoisonMessage(id, 'replayed', somebody, world.ports)).toBe('done');
    expect(world.respond.messages.map(({ body }) => body)).toEqual([place]);
    expect(await poisonMessagesView(world.ports)).toEqual([]);
    expect(await seeToPoisonMessage(id, 'replayed', somebody, world.ports)).toBe('not-found');
    expect(await recoverFor(2 * day, 'respond')).toBe(1 + 6);
    expect(await poisonMessagesView(world.ports)).toHaveLength(1);
  });

  test('cannot replay what was not understood, nor see to what there is not', async () => {
    world.poison.respond.add('text');
    await recoverPoisoned(world.ports);
    const [{ id } = { id: '' }] = await poisonMessagesView(world.ports);
    expect(await seeToPoisonMessage(id, 'replayed', somebody, world.ports)).toBe('not-understood');
    for (const other of ['', 'respond-', `changes-${'0'.repeat(64)}`, `other-${'0'.repeat(64)}`])
      expect(await seeToPoisonMessage(other, 'acknowledged', somebody, world.ports)).toBe('not-found');
  });
});

describe('a function that handles a message', () => {
  const broken = () => Promise.reject(new RangeError('jane.doe@patient.example'));
  const deliver = (message: unknown, count: number, queue: keyof World['poison'] = 'respond') =>
    takeMessage({ queue, message, count }, broken, world.ports);

  test('tells the class of the error with the last try, and nothing of its message', async () => {
    for (let count = 1; count <= mostDeliveries; count += 1)
      await expect(deliver(place, count)).rejects.toThrow(RangeError);
    world.poison.respond.add(place);
    await recoverFor(3 * day, 'respond');
    expect(await poisonMessagesView(world.ports)).toMatchObject([{ errorClass: 'RangeError', requeues: 6 }]);
    expect(JSON.stringify([...world.poisonMessages.rows])).not.toContain('jane');
  });

  test('ends at once what it cannot understand', async () => {
    await deliver({ sequence: 'jane.doe@patient.example' }, 1);
    expect(await poisonMessagesView(world.ports)).toMatchObject([
      { queue: 'respond', reason: 'not understood', errorClass: 'RangeError', resources: [] },
    ]);
    expect(JSON.stringify([...world.poisonMessages.rows])).not.toContain('jane');
  });

  test('fails as it did where the table fails too', async () => {
    world.ports.poisonMessages.read = () => Promise.reject(new Error('no storage'));
    await expect(deliver(place, mostDeliveries)).rejects.toThrow(RangeError);
  });
});

test('the number of tries is that of host.json', () => {
  const host = JSON.parse(readFileSync('host.json', 'utf8')) as {
    extensions: { queues: { maxDequeueCount: number } };
  };
  expect(mostDeliveries).toBe(host.extensions.queues.maxDequeueCount);
});
