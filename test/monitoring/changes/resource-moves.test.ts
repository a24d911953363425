import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/model/change.ts';
import type { ResourceState } from '../../../src/model/resource-state.ts';
import {
  expandMove,
  isMoveOfGroup,
  knownBeforeMove,
} from '../../../src/monitoring/changes/resource-moves.ts';
import { handleEvent, handleMessage } from '../../../src/monitoring/ingestion/index.ts';
import type { PageOutcome } from '../../../src/platform/azure/types.ts';
import { headOf } from '../../platform/store/samples.ts';
import {
  account,
  accountId,
  budget,
  Crash,
  createWorld,
  drain,
  eventOf,
  group,
  subscription,
  subscriptionId,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const target = `${subscription}/resourceGroups/archive`;
const movedId = accountId.replace(group, target);
const move = {
  type: 'Microsoft.Resources.ResourceActionSuccess',
  operation: 'Microsoft.Resources/subscriptions/resourceGroups/moveResources/action',
};

async function worldWith(on: boolean): Promise<World> {
  const world = createWorld();
  world.azure.put(account(on));
  await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
  await drain(world);
  world.clock.advance(3600);
  return world;
}

const tellMove = async (world: World) => {
  await handleEvent(eventOf(group, world.clock.iso(), move), world.ports, budget);
  await drain(world);
};

test('a moved resource carries its states on, and is closed where it was', async () => {
  const world = await worldWith(false);
  const { since } = world.store.current(accountId)?.states['secure-transfer'] ?? {};
  world.azure.remove(accountId);
  world.azure.put(account(false, movedId));
  await tellMove(world);
  expect(world.store.current(movedId)).toMatchObject({
    movedFrom: accountId,
    sequence: 0,
    states: { 'secure-transfer': { state: 'NonCompliant', since } },
  });
  expect(world.store.journal(movedId)).toEqual([]);
  expect(world.store.journal(accountId).at(-1)).toMatchObject({
    cause: 'resource',
    to: 'NotApplicable',
    reason: 'moved',
  });
});

test('what changed with the move is a drift from the old state', async () => {
  const world = await worldWith(true);
  world.azure.remove(accountId);
  world.azure.put(account(false, movedId));
  await tellMove(world);
  expect(world.store.journal(movedId)).toMatchObject([
    { cause: 'resource', from: 'Compliant', to: 'NonCompliant', sequence: 1 },
  ]);
});

test('what stayed is evaluated where it is, though another of its name lies elsewhere', async () => {
  const world = await worldWith(true);
  world.azure.put(account(false, movedId));
  await tellMove(world);
  expect(world.store.current(accountId)).not.toHaveProperty('gone');
  expect(world.store.current(movedId)).toBeUndefined();
});

test('a listing that lags is read again when it must have seen the move', async () => {
  const world = await worldWith(true);
  world.azure.remove(accountId);
  world.azure.put(account(true, movedId));
  world.azure.pages = [];
  await handleEvent(eventOf(group, world.clock.iso(), move), world.ports, budget);
  expect(world.store.current(accountId)).not.toHaveProperty('gone');
  world.azure.pages = undefined;
  await drain(world);
  expect(world.store.current(movedId)).toMatchObject({ movedFrom: accountId });
  expect(world.store.current(accountId)).toMatchObject({ gone: true });
});

test('what is moved out of sight is closed', async () => {
  const world = await worldWith(true);
  world.azure.remove(accountId);
  await tellMove(world);
  expect(world.store.current(accountId)).toMatchObject({ gone: true });
});

test('a listing that fails is tried again', async () => {
  const world = await worldWith(true);
  world.azure.remove(accountId);
  world.azure.put(account(true, movedId));
  world.azure.pages = [
    { kind: 'throttled', startedAt: world.clock.iso(), retryAfterSeconds: 90, reason: 'HTTP 429' },
  ];
  await handleEvent(eventOf(group, world.clock.iso(), move), world.ports, budget);
  expect(world.queue.messages).toMatchObject([{ delaySeconds: 90, body: { task: { attempt: 1 } } }]);
  expect(world.ports.counters.all()).toMatchObject({ retries: 1 });
  expect(world.lines.at(-1)).toContain('read throttled (HTTP 429)');
  world.azure.pages = undefined;
  await drain(world);
  expect(world.store.current(movedId)).toMatchObject({ movedFrom: accountId });
});

test('a crash at any step of a move loses nothing', async () => {
  const counting = new Crash();
  const attempt = async (crash: Crash) => {
    const world = await worldWith(false);
    world.azure.remove(accountId);
    world.azure.put(account(false, movedId));
    world.crashAt(crash);
    const event = eventOf(group, world.clock.iso(), move);
    try {
      await handleEvent(event, world.ports, budget);
    } catch {
      await handleEvent(event, world.ports, budget);
    }
    while (world.queue.messages.length > 0) {
      const before = world.queue.messages;
      try {
        await drain(world);
      } catch {
        // Delivered again, with what was handled before it.
        world.queue.messages = before;
      }
    }
    expect(world.store.current(movedId)).toMatchObject({
      states: { 'secure-transfer': { state: 'NonCompliant' } },
    });
    expect(world.store.current(accountId)).toMatchObject({ gone: true });
    expect(world.store.journal(accountId).map(({ to }) => to)).toEqual(['NonCompliant', 'NotApplicable']);
    return world;
  };
  await attempt(counting);
  for (let at = 1; at <= counting.steps; at += 1) {
    const world = await attempt(new Crash(at));
    expect(world.store.current(movedId)?.movedFrom, `crash at step ${at}`).toBe(accountId);
  }
});

test('a place in a subscription that is not watched is not read; where the resource was, its states end', async () => {
  const world = await worldWith(false);
  const elsewhere = movedId.replace(subscription, '/subscriptions/99999999-9999-4999-8999-999999999999');
  world.azure.remove(accountId);
  world.azure.put(account(false, elsewhere));
  const change = {
    resourceId: group,
    time: world.clock.iso(),
    trigger: { kind: 'event', eventId: 'e', operation: 'move', operationName: 'move' },
  };
  const task = { target: elsewhere, movedFrom: accountId, change, attempt: 0 };
  world.clock.advance(3600);
  await handleMessage({ kind: 'task', task }, world.ports, budget);
  await drain(world);
  expect(world.store.current(elsewhere)).toBeUndefined();
  expect(world.azure.reads).not.toContain(elsewhere);
  expect(world.store.journal(accountId).at(-1)).toMatchObject({ to: 'NotApplicable', reason: 'moved' });
});

describe('after a move, a resource that was known in the group', () => {
  const due = '2026-03-01T08:01:00.000Z';
  const moveOf = (more: Partial<Task> = {}): Task => ({
    target: group,
    change: {
      resourceId: group,
      time: '2026-03-01T08:00:00.000Z',
      trigger: { kind: 'event', eventId: 'e', operation: 'move', operationName: 'a/moveResources/action' },
    },
    attempt: 0,
    ...more,
  });
  const page = (...ids: string[]): PageOutcome => ({
    kind: 'page',
    resources: ids.map((id) => ({ id, type: '' })),
  });
  const otherwise = movedId.replace('archive', 'attic');

  /** What is to be evaluated; at first the listing itself is to be read again too. */
  async function expanded(task: Task, pages: PageOutcome[], known: Partial<ResourceState> = {}) {
    const { store, queue, azure, ports } = createWorld();
    await store.commit(headOf(accountId, known), [], undefined);
    azure.pages = pages;
    await expandMove(task, ports);
    return queue.messages.map(({ body, delaySeconds }) => ({
      ...(body as { task: Task }).task,
      delaySeconds,
    }));
  }
  const listing = { target: group, attempt: 0, due, delaySeconds: 60 };
  const where = (target: string, more: object = {}) => ({ target, attempt: 0, delaySeconds: 0, ...more });
  const there = where(movedId, { movedFrom: accountId });
  const thereInCapitals = where(movedId.toUpperCase(), { movedFrom: accountId });
  const here = where(accountId);

  test.each<[what: string, listed: string[], atFirst: object[], atLast: object[]]>([
    ['is evaluated where it is listed now', [movedId], [there], [there]],
    ['is found however it is spelled there', [movedId.toUpperCase()], [thereInCapitals], [thereInCapitals]],
    ['is looked for again where it is not listed, and then closed', [], [], [here]],
    ['has not moved where it is still listed', [accountId], [], [here]],
    ['has not moved where it is still listed, whatever is elsewhere', [accountId, movedId], [], [here]],
    ['has not moved where it is still listed, in capitals', [accountId.toUpperCase(), movedId], [], [here]],
    ['may be either where it is listed twice', [movedId, otherwise], [], [here]],
    ['is not what has another name', [`${movedId}2`], [], [here]],
  ])('%s', async (_, listed, atFirst, atLast) => {
    expect(await expanded(moveOf(), [page(...listed)])).toMatchObject([listing, ...atFirst]);
    expect(await expanded(moveOf({ due }), [page(...listed)])).toMatchObject(atLast);
  });

  test('is found on any page', async () => {
    expect(await expanded(moveOf({ due }), [page(), page(movedId), page()])).toMatchObject([there]);
  });

  test('is found in any subscription that is watched', async () => {
    const { store, queue, azure, ports } = createWorld();
    const second = '22222222-2222-4222-8222-222222222222';
    const acrossId = movedId.replace(subscriptionId, second);
    await store.commit(headOf(accountId), [], undefined);
    azure.list = async function* (listed) {
      yield await Promise.resolve(page(...(listed === second ? [acrossId] : [])));
    };
    await expandMove(moveOf({ due }), { ...ports, subscriptions: [subscriptionId, second] });
    expect(queue.messages).toMatchObject([{ body: { task: { target: acrossId, movedFrom: accountId } } }]);
  });

  test('is left alone if it is gone already, and then nothing is listed', async () => {
    const failed: PageOutcome = { kind: 'failed', startedAt: due, reason: 'HTTP 503' };
    expect(await expanded(moveOf({ due }), [failed], { gone: true })).toEqual([]);
  });

  test('is looked for again where the listing fails, as late as before and with one try more', async () => {
    const failed: PageOutcome = { kind: 'failed', startedAt: due, reason: 'HTTP 503' };
    expect(await expanded(moveOf({ due, attempt: 2 }), [failed])).toEqual([
      { ...moveOf({ due, attempt: 3 }), delaySeconds: 20 },
    ]);
  });

  test.each<[what: string, task: Task, is: boolean]>([
    ['the event itself', moveOf(), true],
    ['a resource that was in the group', moveOf({ target: accountId }), false],
    ['the group as what has been moved', moveOf({ movedFrom: accountId }), false],
    [
      'the group after it was written',
      { ...moveOf(), change: { ...moveOf().change, trigger: { kind: 'retry' } } },
      false,
    ],
  ])('follows from a task about the group: %s', (_, task, is) => {
    expect(isMoveOfGroup(task)).toBe(is);
  });

  test.each<
    [
      what: string,
      old: Partial<ResourceState> | undefined,
      current: ResourceState | undefined,
      carried: boolean,
    ]
  >([
    ['where the new place is not known', {}, undefined, true],
    ['where something was at the new place once', {}, headOf(movedId, { gone: true }), true],
    ['unless the new place is known', {}, headOf(movedId), false],
    ['unless it has been closed at the old place', { gone: true }, undefined, false],
    ['unless it was never known at the old place', undefined, undefined, false],
  ])('carries its states on %s', async (_, old, current, carried) => {
    const { store, ports } = createWorld();
    if (old) await store.commit(headOf(accountId, old), [], undefined);
    const known = await knownBeforeMove(moveOf({ target: movedId, movedFrom: accountId }), current, ports);
    expect(known?.resourceId).toBe(carried ? accountId : undefined);
    expect(await knownBeforeMove(moveOf({ target: movedId }), current, ports)).toBeUndefined();
  });
});
