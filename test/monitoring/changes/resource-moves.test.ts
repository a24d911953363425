import { expect, test } from 'vitest';
import { handleEvent, handleMessage } from '../../../src/monitoring/ingestion/index.ts';
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
