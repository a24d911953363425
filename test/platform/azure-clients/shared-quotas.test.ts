import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Quota } from '../../../src/platform/azure-clients/quotas.ts';
import { createSharedQuotas } from '../../../src/platform/azure-clients/shared-quotas.ts';
import type { SharedBucket, SharedBuckets } from '../../../src/platform/azure-clients/shared-quotas.ts';

const reads: Quota = { key: 's|reads', burst: 250, perSecond: 25 };

/** Rows with an ETag, as Table Storage has them; `calls` counts. */
function rows() {
  const kept = new Map<string, { value: SharedBucket; etag: string }>();
  const calls = { reads: 0, writes: 0, conflicts: 0 };
  const buckets: SharedBuckets = {
    async read(key) {
      calls.reads += 1;
      await Promise.resolve();
      return kept.get(key);
    },
    async write(key, value, etag) {
      calls.writes += 1;
      await Promise.resolve();
      if (kept.get(key)?.etag !== etag) {
        calls.conflicts += 1;
        return 'conflict';
      }
      kept.set(key, { value, etag: String(calls.writes) });
      return 'written';
    },
  };
  return { buckets, calls, kept };
}

function world(instances: number) {
  let time = 0;
  const store = rows();
  const all = Array.from({ length: instances }, () => createSharedQuotas(store.buckets, () => time));
  return { ...store, all, now: () => time, advance: (milliseconds: number) => void (time += milliseconds) };
}

const isGranted = async (quotas: ReturnType<typeof createSharedQuotas>, kept = 0) =>
  'granted' in (await quotas.take(reads, kept));

describe('quotas that instances share', () => {
  test('never give more than the limit in any span of time, however many instances take', async () => {
    const step = fc.record({
      pause: fc.integer({ min: 0, max: 20_000 }),
      calls: fc.array(fc.nat(7), { minLength: 1, maxLength: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        const { all, now, advance } = world(8);
        const given: number[] = [];
        for (const { pause, calls } of steps) {
          advance(pause);
          await Promise.all(
            calls.flatMap((instance) =>
              Array.from({ length: 10 }, async () => {
                if (await isGranted(all[instance]!)) given.push(now());
              }),
            ),
          );
        }
        for (const from of new Set(given))
          for (const to of new Set(given.filter((at) => at >= from))) {
            const count = given.filter((at) => at >= from && at <= to).length;
            expect(count).toBeLessThanOrEqual(250 + ((to - from) / 1000) * 25 + 1e-6);
          }
      }),
      { numRuns: 50 },
    );
  });

  test('are leased in slices that grow with what is called: few calls to the store for many to Azure', async () => {
    const { all, calls } = world(4);
    let given = 0;
    for (let n = 0; n < 100; n += 1) for (const each of all) if (await isGranted(each)) given += 1;
    expect(given).toBe(250);
    expect(calls.conflicts).toBe(0);
    // 1, 2, 4, 8, 16, 25 ... for each instance.
    expect(calls.writes).toBeLessThan(30);
  });

  test('do not run dry where all are used up without a pause', async () => {
    const { all, advance } = world(8);
    let given = 0;
    for (let second = 0; second < 60; second += 1) {
      for (const each of all) while (await isGranted(each)) given += 1;
      advance(1000);
    }
    // The burst, and what flows in within 59 seconds.
    expect(given).toBeGreaterThan(0.95 * (250 + 59 * 25));
  });

  test('are not wasted by instances that call now and then', async () => {
    const { all, advance } = world(8);
    let refused = 0;
    for (let second = 0; second < 300; second += 1) {
      for (const each of all) if (!(await isGranted(each))) refused += 1;
      advance(1000);
    }
    expect(refused).toBe(0);
  });

  test('are taken by one instance after the other where both reach for the same row', async () => {
    const { all, calls } = world(2);
    const granted = await Promise.all(all.map((each) => isGranted(each)));
    expect(granted).toEqual([true, true]);
    expect(calls.conflicts).toBe(1);
  });

  test('leave events their part of what scans take', async () => {
    const { all } = world(2);
    const [scanning, hearing] = all;
    let scanned = 0;
    while (await isGranted(scanning!, 50)) scanned += 1;
    let heard = 0;
    while (await isGranted(hearing!)) heard += 1;
    expect([scanned, heard]).toEqual([200, 50]);
  });

  test('say how long to wait, and lose what an instance has leased and does not use', async () => {
    const { all, advance } = world(2);
    const [one, other] = all;
    for (let n = 0; n < 60; n += 1) await one!.take(reads, 0);
    let given = 0;
    while (await isGranted(other!)) given += 1;
    // The first has leased 1, 2, 4, 8, 16, 25 and 25, and used 60 of the 81.
    expect(given).toBe(250 - 81);
    expect(await other!.take(reads, 0)).toEqual({ waitMilliseconds: 40 });
    advance(4_000);
    expect(await isGranted(one!)).toBe(true);
  });

  test('believe the service where it says that less is left', async () => {
    const { all, calls } = world(1);
    const [one] = all;
    for (let n = 0; n < 10; n += 1) await one!.take(reads, 0);
    one!.learn(reads, 2);
    const { writes } = calls;
    expect([await isGranted(one!), await isGranted(one!)]).toEqual([true, true]);
    one!.giveBack(reads, 0);
    expect(await isGranted(one!)).toBe(true);
    expect(calls.writes).toBe(writes);
    expect(await isGranted(one!)).toBe(true);
    expect(calls.writes).toBe(writes + 1);
  });
});
