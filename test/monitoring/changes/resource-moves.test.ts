import { describe, expect, test } from 'vitest';
import type { Task } from '../../../src/model/change.ts';
import type { ResourceState } from '../../../src/model/resource-state.ts';
import {
  expandMove,
  isMoveOfGroup,
  knownBeforeMove,
} from '../../../src/monitoring/changes/resource-moves.ts';
import { handleEvent, handleMessage } from '../../../src/monitoring/ingestion/index.ts';
import type { GraphPage } from '../../../src/platform/azure/types.ts';
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
  propertyPolicy,
  secureTransfer,
  subscription,
  subscriptionId,
} from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

/** Known from before the move. */
const before = { readStartedAt: '2026-03-01T07:00:00.000Z' };
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

test('a graph that lags by minutes is asked again until it knows the move: nothing is closed before', async () => {
  const world = await worldWith(false);
  world.graph.lagging = [account(false)];
  world.azure.remove(accountId);
  world.azure.put(account(false, movedId));
  await handleEvent(eventOf(group, world.clock.iso(), move), world.ports, budget);
  const start = world.clock.now().getTime();
  const asked: number[] = [];
  for (let next = world.queue.next(); next !== undefined; next = world.queue.next()) {
    const elapsed = (world.clock.now().getTime() - start) / 1000;
    asked.push(elapsed);
    expect(world.store.current(accountId)).not.toHaveProperty('gone');
    if (elapsed >= 240) world.graph.lagging = undefined;
    await handleMessage(next, world.ports, budget);
    if (world.graph.lagging === undefined) break;
  }
  expect(asked).toEqual([60, 120, 240]);
  await drain(world);
  expect(world.store.current(movedId)).toMatchObject({ movedFrom: accountId, sequence: 0 });
  expect(world.store.journal(movedId)).toEqual([]);
  expect(world.store.current(accountId)).toMatchObject({ gone: true });
});

test('a graph that shows the new place before it forgets the old one is believed by what a read finds', async () => {
  const world = await worldWith(false);
  world.azure.remove(accountId);
  world.azure.put(account(false, movedId));
  world.graph.lagging = [account(false), account(false, movedId)];
  await tellMove(world);
  expect(world.store.current(movedId)).toMatchObject({ movedFrom: accountId });
  expect(world.store.current(accountId)).toMatchObject({ gone: true });
});

test('a graph that shows a place where nothing is, or not any more, closes nothing until it is asked again', async () => {
  const world = await worldWith(false);
  world.azure.remove(accountId);
  world.graph.lagging = [account(false, movedId)];
  await handleEvent(eventOf(group, world.clock.iso(), move), world.ports, budget);
  expect(world.store.current(accountId)).not.toHaveProperty('gone');
  const otherwise = movedId.replace('archive', 'attic');
  world.azure.put(account(false, otherwise));
  world.graph.lagging = undefined;
  await drain(world);
  expect(world.store.current(otherwise)).toMatchObject({ movedFrom: accountId });
  expect(world.store.current(movedId)).toBeUndefined();
});

test('only what was known in the group is asked for, by name and type, and nothing else is listed', async () => {
  const world = await worldWith(false);
  const others = Array.from(
    { length: 300 },
    (_, n) => `${target}/providers/Microsoft.Storage/storageAccounts/o${n}`,
  );
  for (const id of others) world.azure.put(account(true, id));
  world.azure.remove(accountId);
  world.azure.put(account(false, movedId));
  world.azure.reads = [];
  await tellMove(world);
  expect(new Set(world.graph.queries)).toEqual(new Set(['named imaging']));
  expect(new Set(world.azure.reads)).toEqual(new Set([accountId, movedId]));
});

test('many resources are asked for a hundred at a time', async () => {
  const world = await worldWith(true);
  const known = Array.from({ length: 250 }, (_, n) => `${accountId}${n}`);
  for (const id of known) await world.store.commit(headOf(id, before), [], undefined);
  await handleEvent(eventOf(group, world.clock.iso(), move), world.ports, budget);
  expect(world.graph.queries.map((query) => query.split(' ').length - 1)).toEqual([100, 100, 51]);
});

test('what lies under a resource that was moved carries its states on too', async () => {
  const child = `${accountId}/blobServices/default`;
  const service = (id: string) => ({ id, type: 'Microsoft.Storage/storageAccounts/blobServices' });
  const childPolicy = propertyPolicy('p', 'Microsoft.Storage/storageAccounts/blobServices', 'x', 1);
  const world = createWorld([secureTransfer, childPolicy]);
  for (const resource of [account(true), service(child)]) world.azure.put(resource);
  for (const id of [accountId, child]) await handleEvent(eventOf(id, world.clock.iso()), world.ports, budget);
  await drain(world);
  world.clock.advance(3600);
  for (const id of [accountId, child]) world.azure.remove(id);
  const movedChild = child.replace(group, target);
  for (const resource of [account(true, movedId), service(movedChild)]) world.azure.put(resource);
  await tellMove(world);
  expect(world.store.current(movedChild)).toMatchObject({
    movedFrom: child,
    states: { p: { state: 'NonCompliant' } },
  });
  expect(world.store.journal(movedChild)).toEqual([]);
});

test('what is moved out of sight is closed', async () => {
  const world = await worldWith(true);
  world.azure.remove(accountId);
  await tellMove(world);
  expect(world.store.current(accountId)).toMatchObject({ gone: true });
});

test('a graph that throttles is asked again', async () => {
  const world = await worldWith(true);
  world.azure.remove(accountId);
  world.azure.put(account(true, movedId));
  world.graph.instead = () => ({
    kind: 'throttled',
    startedAt: world.clock.iso(),
    retryAfterSeconds: 90,
    reason: 'HTTP 429',
  });
  await handleEvent(eventOf(group, world.clock.iso(), move), world.ports, budget);
  expect(world.queue.messages).toMatchObject([{ delaySeconds: 90, body: { task: { attempt: 1 } } }]);
  expect(world.ports.counters.all()).toMatchObject({ retries: 1 });
  expect(world.lines.at(-1)).toContain('read throttled (HTTP 429)');
  world.graph.instead = () => undefined;
  await drain(world);
  expect(world.store.current(movedId)).toMatchObject({ movedFrom: accountId });
});

test('where the graph may not be asked, what is gone is closed in the end', async () => {
  const world = await worldWith(true);
  world.azure.remove(accountId);
  world.azure.put(account(true, movedId));
  world.graph.instead = () => ({ kind: 'denied', startedAt: world.clock.iso(), reason: 'HTTP 403' });
  await tellMove(world);
  expect(world.store.current(accountId)).toMatchObject({ gone: true });
  expect(world.lines.join('\n')).toContain('Resource Graph does not say where resources were moved');
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
  const otherwise = movedId.replace('archive', 'attic');
  const last = '2026-03-01T08:15:00.000Z';

  /** What is to be evaluated, and when the graph is to be asked again. `there`: what a read finds; `shown`: what the graph shows. */
  async function expanded(
    task: Task,
    { there = [], shown = there }: { there?: readonly string[]; shown?: readonly string[] },
    known: Partial<ResourceState> = {},
    instead?: GraphPage,
  ) {
    const { store, queue, azure, graph, ports } = createWorld();
    await store.commit(headOf(accountId, { ...before, ...known }), [], undefined);
    for (const id of there) azure.put(account(true, id));
    graph.lagging = shown.map((id) => account(true, id));
    graph.instead = () => instead;
    await expandMove(task, ports);
    const tasks = queue.messages.map(({ body, delaySeconds }) => ({
      ...(body as { task: Task }).task,
      delaySeconds,
    }));
    return { tasks, queries: graph.queries };
  }
  const again = (at: string, delaySeconds: number) => ({ target: group, attempt: 0, due: at, delaySeconds });
  const where = (target: string, more: object = {}) => ({ target, attempt: 0, delaySeconds: 0, ...more });
  const moved = where(movedId, { movedFrom: accountId });
  const inCapitals = where(movedId.toUpperCase(), { movedFrom: accountId });
  const here = where(accountId);
  const soon = again(due, 60);
  const later = again('2026-03-01T08:02:00.000Z', 60);

  type Row = [
    what: string,
    estate: { there?: readonly string[]; shown?: readonly string[] },
    atFirst: object[],
    whenSeen: object[],
    atLast: object[],
  ];
  test.each<Row>([
    ['is evaluated where it is now', { there: [movedId] }, [moved], [moved], [moved]],
    [
      'is found however it is spelled there',
      { there: [movedId.toUpperCase()] },
      [inCapitals],
      [inCapitals],
      [inCapitals],
    ],
    ['is looked for again where nobody knows it, and closed in the end', {}, [soon], [later], [here]],
    ['has not moved where a read finds it', { there: [accountId] }, [soon], [here], [here]],
    [
      'has not moved where a read finds it, whatever the graph shows',
      { there: [accountId, movedId], shown: [movedId] },
      [soon],
      [here],
      [here],
    ],
    ['may be either where two are shown', { there: [movedId, otherwise] }, [soon], [later], [here]],
    ['is not where the graph alone shows it', { shown: [movedId] }, [soon], [later], [here]],
    ['is not what has another name', { there: [`${movedId}2`] }, [soon], [later], [here]],
  ])('%s', async (_, estate, atFirst, whenSeen, atLast) => {
    expect((await expanded(moveOf(), estate)).tasks).toMatchObject(atFirst);
    expect((await expanded(moveOf({ due }), estate)).tasks).toMatchObject(whenSeen);
    expect((await expanded(moveOf({ due: last }), estate)).tasks).toMatchObject(atLast);
  });

  test('is found in any subscription that is watched', async () => {
    const { store, queue, azure, ports } = createWorld();
    const second = '22222222-2222-4222-8222-222222222222';
    const acrossId = movedId.replace(subscriptionId, second);
    await store.commit(headOf(accountId, before), [], undefined);
    azure.put(account(true, acrossId));
    await expandMove(moveOf({ due }), { ...ports, subscriptions: [subscriptionId, second] });
    expect(queue.messages).toMatchObject([{ body: { task: { target: acrossId, movedFrom: accountId } } }]);
  });

  test.each<[what: string, known: Partial<ResourceState>]>([
    ['is gone already', { gone: true }],
    ['was read there since', { readStartedAt: due }],
  ])('is left alone if it %s, and then nothing is asked', async (_, known) => {
    expect(await expanded(moveOf({ due }), { there: [movedId] }, known)).toEqual({ tasks: [], queries: [] });
  });

  test.each<[what: string, answer: GraphPage]>([
    ['fails', { kind: 'failed', startedAt: due, reason: 'HTTP 503' }],
    ['is cut short', { kind: 'page', startedAt: due, resources: [], malformed: 0, truncated: true }],
  ])('is looked for again where the query %s, as late as before and with one try more', async (_, answer) => {
    const { tasks } = await expanded(moveOf({ due, attempt: 2 }), {}, {}, answer);
    expect(tasks).toEqual([{ ...moveOf({ due, attempt: 3 }), delaySeconds: 20 }]);
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
