import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBudget } from '../../../src/platform/azure-clients/budget.ts';
import type { Priority } from '../../../src/platform/azure-clients/budget.ts';
import type { Charge } from '../../../src/platform/azure-clients/azure-limits.ts';
import { createPatience } from '../../../src/platform/azure-clients/patience.ts';
import { createRegions } from '../../../src/platform/azure-clients/regions.ts';

const vault: Charge = { subscription: 's', provider: 'microsoft.keyvault', region: 'eastus', kind: 'read' };
const storage: Charge = { ...vault, provider: 'microsoft.storage' };

function world() {
  let time = 0;
  return { now: () => time, advance: (milliseconds: number) => void (time += milliseconds) };
}

describe('a budget', () => {
  const moves = fc.array(
    fc.record({
      pause: fc.integer({ min: 0, max: 20_000 }),
      calls: fc.integer({ min: 1, max: 400 }),
      priority: fc.constantFrom<Priority>('event', 'scan'),
    }),
    { minLength: 1, maxLength: 12 },
  );

  test('never gives more in any span of time than the burst and what flows in', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const clock = world();
        const budget = createBudget({ now: clock.now });
        const given: number[] = [];
        for (const { pause, calls, priority } of steps) {
          clock.advance(pause);
          for (let call = 0; call < calls; call += 1)
            if ((await budget.take(vault, priority)) === 0) given.push(clock.now());
        }
        for (const from of new Set(given)) {
          for (const to of new Set(given.filter((at) => at >= from))) {
            const count = given.filter((at) => at >= from && at <= to).length;
            expect(count).toBeLessThanOrEqual(250 + ((to - from) / 1000) * 25 + 1e-6);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('whoever waits as long as it says is served, and not a whole token earlier', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (steps) => {
        const clock = world();
        const budget = createBudget({ now: clock.now });
        for (const { pause, calls, priority } of steps) {
          clock.advance(pause);
          for (let call = 0; call < calls; call += 1) {
            const wait = await budget.take(storage, priority);
            if (wait === 0) continue;
            clock.advance(Math.max(0, wait - 500));
            if (wait > 500) expect(await budget.take(storage, priority)).toBeGreaterThan(0);
            clock.advance(Math.min(wait, 500));
            expect(await budget.take(storage, priority)).toBe(0);
            break;
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[Charge['kind'], number, number, string]>([
    ['read', 200, 50, 'a part of the reads is left to events'],
    ['list', 200, 50, 'listings are reads'],
    ['write', 200, 0, 'nobody but remediation writes: nothing is left of the writes'],
  ])('of a %s lets a scan have %i at once, and an event %i more: %s', async (kind, scanned, heard) => {
    const budget = createBudget({ now: world().now });
    const taken = async (priority: Priority) => {
      let calls = 0;
      while ((await budget.take({ ...vault, kind }, priority)) === 0) calls += 1;
      return calls;
    };
    expect(await taken('scan')).toBe(scanned);
    expect(await taken('event')).toBe(heard);
  });

  test("counts Storage's reads by region beside those of the subscription, and other subscriptions apart", async () => {
    const clock = world();
    const budget = createBudget({ now: clock.now });
    let reads = 0;
    for (let second = 0; second < 60; second += 1) {
      while ((await budget.take(storage, 'event')) === 0) reads += 1;
      clock.advance(1000);
    }
    // 800 at once and 800 in five minutes, within 250 at once and 25 a second.
    expect(reads).toBe(800 + Math.floor((59 * 800) / 300));
    expect(await budget.take({ ...storage, region: 'westus' }, 'event')).toBe(0);
    expect(await budget.take({ ...storage, subscription: 't' }, 'event')).toBe(0);
  });

  test('believes the service about what is left, less or more than reckoned', async () => {
    const budget = createBudget({ now: world().now });
    budget.learn(vault, 0);
    expect(await budget.take(vault, 'event')).toBe(40);
    budget.learn(vault, 10_000);
    expect(await budget.take(vault, 'event')).toBe(0);
  });

  test('holds after a 429 until its time has passed: that provider there alone, whatever it said later', async () => {
    const clock = world();
    const budget = createBudget({ now: clock.now });
    budget.hold(storage, 372);
    budget.hold(storage, 1);
    expect(await budget.take(storage, 'event')).toBe(372_000);
    expect(await budget.take({ ...storage, region: 'westus' }, 'event')).toBe(0);
    expect(await budget.take(vault, 'event')).toBe(0);
    clock.advance(371_999);
    expect(await budget.take(storage, 'event')).toBe(1);
    clock.advance(1);
    expect(await budget.take(storage, 'event')).toBe(0);
  });

  test('holds all of a subscription, or of the tenant, where the limit was theirs', async () => {
    const budget = createBudget({ now: world().now });
    budget.hold(storage, 30, 'subscription');
    expect(await budget.take(vault, 'event')).toBe(30_000);
    expect(await budget.take({ ...vault, subscription: 't' }, 'event')).toBe(0);
    // Writes are counted apart.
    expect(await budget.take({ ...vault, kind: 'write' }, 'event')).toBe(0);
    budget.hold(storage, 40, 'tenant');
    expect(await budget.take({ ...vault, subscription: 't' }, 'event')).toBe(40_000);
  });

  test('gives those who do not wait a time each, one after the other', async () => {
    const clock = world();
    const budget = createBudget({ now: clock.now });
    while ((await budget.take(vault, 'event')) === 0);
    const turns = [];
    for (let n = 0; n < 4; n += 1) turns.push(budget.turn(vault, await budget.take(vault, 'event')));
    expect(turns).toEqual([40, 80, 120, 160]);
    clock.advance(10_000);
    expect(budget.turn(vault, 40)).toBe(40);
    expect(budget.turn(storage, 0)).toBe(0);
    expect(budget.turn(storage, 0)).toBe(375);
  });

  test('holds every region where the one of a 429 was not known', async () => {
    const budget = createBudget({ now: world().now });
    budget.hold({ ...storage, region: '' }, 30);
    expect(await budget.take(storage, 'scan')).toBe(30_000);
  });

  test('reports calls, waits and 429s', async () => {
    const budget = createBudget({ now: world().now });
    await budget.take(vault, 'event');
    budget.waited(vault, 1_500);
    budget.hold(vault, 5);
    expect(budget.report()).toEqual([
      { key: 's|microsoft.keyvault|eastus|read', calls: 1, waitedSeconds: 1.5, throttled: 1 },
    ]);
  });
});

describe('waiting for a budget', () => {
  test('recovery waits its turn; an event gives up where it would take long, and says how long', async () => {
    const clock = world();
    const budget = createBudget({ now: clock.now });
    const wait = async (milliseconds: number) => Promise.resolve(clock.advance(milliseconds));
    budget.hold(vault, 40);
    expect(await createPatience({ budget, priority: 'event', wait }).admit(vault)).toBe(40);
    expect(await createPatience({ budget, priority: 'scan', wait }).admit(vault)).toBe(0);
    expect(clock.now()).toBe(40_000);
    budget.hold(vault, 372);
    expect(await createPatience({ budget, priority: 'scan', wait }).admit(vault)).toBe(372);
    expect(clock.now()).toBe(40_000);
  });
});

describe('regions', () => {
  test('are those of the resource, or of what it lies under, by any spelling', () => {
    const regions = createRegions();
    regions.note('/subscriptions/S/resourceGroups/G/providers/P/t/N', 'West Europe');
    const id = '/subscriptions/s/resourcegroups/g/providers/p/T/n';
    expect(regions.of(id)).toBe('westeurope');
    expect(regions.of(`${id}/children/default`)).toBe('westeurope');
    expect(regions.of('/subscriptions/s/resourcegroups/g/providers/p/T/other')).toBe('');
  });

  test('are forgotten, the oldest first, so that they take no more than a page or so', () => {
    const regions = createRegions();
    const id = (n: number) => `/subscriptions/s/resourcegroups/g/providers/p/t/n${n}`;
    for (let n = 0; n <= 5_000; n += 1) regions.note(id(n), 'eastus');
    expect(regions.of(id(0))).toBe('');
    expect(regions.of(id(1))).toBe('eastus');
  });
});
