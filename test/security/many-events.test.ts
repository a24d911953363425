import { beforeEach, describe, expect, test } from 'vitest';
import { handleEvent, handleMessage } from '../../src/monitoring/ingestion/index.ts';
import { account, accountId, budget, createWorld, drain, eventOf } from '../support/fakes.ts';
import type { World } from '../support/fakes.ts';

const many = 1_000;
const alice = 'aaaaaaaa-0000-4000-8000-000000000001';
const bob = 'bbbbbbbb-0000-4000-8000-000000000002';

type Deliver = (world: World, events: readonly unknown[]) => Promise<unknown>;

/** As the Functions host does it: one call for each event of a delivery, all at once. */
const asHost: Deliver = (world, events) =>
  Promise.all(events.map((event) => handleEvent(event, world.ports, budget)));

const asOne: Deliver = (world, events) => handleMessage(events, world.ports, budget);

let world: World;
beforeEach(async () => {
  world = createWorld();
  world.azure.put(account(true));
  await handleEvent(eventOf(accountId, world.clock.iso()), world.ports, budget);
  await drain(world);
});

/**
 * Somebody turns secure transfer on or off, and so many events tell of it.
 * @returns the number of calls that leave the process
 */
async function told(count: number, deliver: Deliver, same = false): Promise<number> {
  world.clock.advance(3_600);
  const on = world.store.current(accountId)?.states['secure-transfer']?.state === 'NonCompliant';
  world.azure.put(account(on));
  const events = Array.from({ length: count }, (_, n) =>
    eventOf(accountId, world.clock.iso(n / 1_000), {
      id: `${world.clock.iso()} ${same ? 0 : n}`,
      correlationId: 'c',
      oid: n === count - 1 && count > 1 ? bob : alice,
    }),
  );
  let steps = 0;
  const hook = () => {
    steps += 1;
  };
  Object.assign(world.store, { hook });
  Object.assign(world.azure, { hook });
  Object.assign(world.queue, { hook });
  await deliver(world, same ? events.map(() => events[0]) : events);
  await drain(world, 20_000);
  return steps;
}

describe.each([
  ['called for each of them at once', asHost],
  ['called with all of them', asOne],
] as const)('1,000 events of one resource in one delivery, the app %s', (_, deliver) => {
  test('are evaluated a few times, and each is a candidate of the drift', async () => {
    const one = await told(1, deliver);
    const { reads } = world.azure;
    const before = reads.length;
    const all = await told(many, deliver);
    expect(reads.length - before).toBeLessThanOrEqual(5);
    const drift = world.store.journal().at(-1);
    expect(drift?.candidates).toHaveLength(many);
    expect(drift).not.toHaveProperty('actor');
    expect(all / one).toBeLessThan(15);
  });

  test('that are one and the same event cost about what one costs', async () => {
    const one = await told(1, deliver);
    const all = await told(many, deliver, true);
    expect(all).toBeLessThanOrEqual(one * 3);
    expect(world.store.journal().at(-1)?.candidates).toHaveLength(1);
  });
});
