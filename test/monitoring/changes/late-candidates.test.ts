import { describe, expect, test } from 'vitest';
import type { Task, Trigger } from '../../../src/model/change.ts';
import { evaluateResource } from '../../../src/monitoring/changes/index.ts';
import { account, accountId, createWorld, propertyPolicy } from '../../support/fakes.ts';
import type { World } from '../../support/fakes.ts';

const storage = 'Microsoft.Storage/storageAccounts';
/** More than one transaction holds. */
const policies = Array.from({ length: 100 }, (_, n) => propertyPolicy(`p${n}`, storage, `x${n}`, n));
const right = Object.fromEntries(policies.map((_, n) => [`x${n}`, n]));

const eventOn = (eventId: string, time: string): Task =>
  taskOf(time, { kind: 'event', eventId, operation: 'write', operationName: `${storage}/write` });

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

describe('an event that comes late is a candidate of the last drifts', () => {
  test.each([
    ['not from before the margin before the first read', '08:08:59', neither],
    ['from the margin before the first read on', '08:09:00', both],
    ['up to the margin after the second read', '08:21:00', both],
    ['not from after the margin after the second read', '08:21:01', neither],
  ])('%s', async (_, time, expected) => {
    const world = await broken();
    await evaluateResource(eventOn('late', `2026-03-01T${time}.000Z`), world.ports);
    expect(drifts(world)).toEqual(expected);
  });

  test('also of those that were written before a crash', async () => {
    const world = await broken(true);
    await evaluateResource(eventOn('late', '2026-03-01T08:15:00.000Z'), world.ports);
    expect(drifts(world)).toEqual(both);
  });
});

test('an exemption is no candidate of a drift: whoever granted it changed nothing', async () => {
  const world = await broken();
  const exemption: Trigger = { kind: 'exemption', exemptionId: 'late', version: 1 };
  await evaluateResource(taskOf('2026-03-01T08:15:00.000Z', exemption), world.ports);
  expect(drifts(world)).toEqual(neither);
});
