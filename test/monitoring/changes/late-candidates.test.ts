import { describe, expect, test } from 'vitest';
import type { EventTrigger, Task, Trigger } from '../../../src/model/change.ts';
import { evaluateResource } from '../../../src/monitoring/changes/index.ts';
import { candidateOf } from '../../../src/monitoring/changes/late-candidates.ts';
import { account, accountId, createWorld, propertyPolicy } from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const storage = 'Microsoft.Storage/storageAccounts';
/** More than one transaction holds. */
const policies = Array.from({ length: 100 }, (_, n) => propertyPolicy(`p${n}`, storage, `x${n}`, n));
const right = Object.fromEntries(policies.map((_, n) => [`x${n}`, n]));

const event = (eventId: string): EventTrigger => ({
  kind: 'event',
  eventId,
  operation: 'write',
  operationName: `${storage}/write`,
});

const eventOn = (eventId: string, time: string): Task => taskOf(time, event(eventId));

function taskOf(time: string, trigger: Trigger): Task {
  return { target: accountId, change: { resourceId: accountId, time, trigger }, attempt: 0 };
}

/** All policies are broken between two reads, at 08:10 and 08:20, the second of which the event `named` led to. */
async function broken(crash = false): Promise<World> {
  const world = createWorld(policies);
  world.clock.advance(600);
  world.azure.put(account(true, accountId, right));
  await evaluateResource(eventOn('first', world.clock.iso()), world.ports);
  world.clock.advance(600);
  world.azure.put(account(true));
  const named = eventOn('named', world.clock.iso());
  if (crash) {
    let commits = 0;
    world.store.hook = (step) => {
      if (step === 'before commit') commits += 1;
      if (commits === 2) throw new Error('crash');
    };
    await expect(evaluateResource(named, world.ports)).rejects.toThrow('crash');
    world.store.hook = () => undefined;
  }
  await evaluateResource(named, world.ports);
  return world;
}

/** Numbers of drifts by the events that may have caused them. */
function drifts({ store }: World): Record<string, number> {
  const last = store.journal().slice(-policies.length);
  const named = Map.groupBy(last, ({ candidates }) =>
    candidates
      .map(({ eventId }) => eventId)
      .toSorted()
      .join(),
  );
  return Object.fromEntries(Array.from(named, ([events, members]) => [events, members.length]));
}

const both = { 'late,named': 100 };
const neither = { named: 100 };
const triggers = {
  'an event': event('late'),
  'the event before': event('first'),
  'an exemption': { kind: 'exemption', exemptionId: 'late', version: 1 },
  'a scan': { kind: 'scan', scanId: 'late' },
} satisfies Record<string, Trigger>;

describe('what comes after a drift, found between the reads of 08:10 and 08:20, may have caused it or not', () => {
  test.each<[keyof typeof triggers, time: string, candidates: Record<string, number>, why: string]>([
    ['an event', '08:08:59', neither, 'the first read has seen it'],
    ['an event', '08:09:00', both, 'the first read may have missed what is up to a minute old'],
    ['an event', '08:15:00', both, 'it was between the two'],
    ['an event', '08:21:00', both, 'the clock that it is from may be a minute ahead'],
    ['an event', '08:21:01', neither, 'it came after the second read'],
    ['the event before', '08:10:00', neither, 'it is what led to the drift before this one'],
    ['an exemption', '08:15:00', neither, 'whoever granted it changed nothing'],
    ['a scan', '08:15:00', neither, 'a scan changes nothing'],
  ])('%s at %s: its candidates are %o, as %s', async (what, time, candidates, _why) => {
    const world = await broken();
    await evaluateResource(taskOf(`2026-03-01T${time}.000Z`, triggers[what]), world.ports);
    expect(drifts(world)).toEqual(candidates);
    expect(world.store.current(accountId)?.lastDrifts?.named).toEqual(['first', 'named']);
  });

  test('also of the drifts that were written before a crash', async () => {
    const world = await broken(true);
    await evaluateResource(eventOn('late', '2026-03-01T08:15:00.000Z'), world.ports);
    expect(drifts(world)).toEqual(both);
  });
});

test('an event is a candidate with its actor and correlation, as far as it names them', () => {
  const change = { resourceId: accountId, time: '2026-03-01T08:15:00.000Z' };
  const bare = { eventId: 'e', time: change.time, operation: `${storage}/write` };
  const known = { actor: { objectId: 'a' }, correlationId: 'c' };
  expect(candidateOf({ ...change, trigger: event('e') })).toStrictEqual(bare);
  expect(candidateOf({ ...change, trigger: { ...event('e'), ...known } })).toStrictEqual({
    ...bare,
    ...known,
  });
});

test('an event about a resource that never drifted leads to nothing', async () => {
  const world = createWorld([propertyPolicy('p', storage, 'x', 1)]);
  world.azure.put(account(true, accountId, { x: 'not applicable' }));
  for (const eventId of ['one', 'two']) {
    world.clock.advance(600);
    await evaluateResource(eventOn(eventId, world.clock.iso()), world.ports);
  }
  expect(world.store.journal()).toEqual([]);
  expect(world.store.current(accountId)).not.toHaveProperty('lastDrifts');
});

test('of the events that led to drifts, the latest 50 are remembered', async () => {
  const world = createWorld([propertyPolicy('p', storage, 'x', 1)]);
  for (let n = 1; n <= 51; n += 1) {
    world.clock.advance(600);
    world.azure.put(account(true, accountId, { x: n % 2 }));
    await evaluateResource(eventOn(`e${n}`, world.clock.iso()), world.ports);
  }
  const named = world.store.current(accountId)?.lastDrifts?.named;
  expect([named?.length, named?.[0], named?.[49]]).toEqual([50, 'e2', 'e51']);
});
