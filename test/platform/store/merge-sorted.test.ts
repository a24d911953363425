import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { mergeSorted } from '../../../src/platform/store/merge-sorted.ts';
import { all } from './samples.ts';

async function* streamOf(items: readonly number[]): AsyncGenerator<number> {
  yield* items;
}

it('merges sorted sources into one sorted stream', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.integer()), { maxLength: 70 }), async (sources) => {
      const sorted = sources.map((items) => items.toSorted((a, b) => a - b));
      const merged = await all(mergeSorted(sorted.map(streamOf), (a, b) => a - b));
      expect(merged).toEqual(sources.flat().toSorted((a, b) => a - b));
    }),
  );
});

it('asks at most 32 sources at once, and of each one item ahead', async () => {
  let [asked, most, given] = [0, 0, 0];
  async function* source(first: number): AsyncGenerator<number> {
    for (let n = first; ; n += 100) {
      most = Math.max(most, (asked += 1));
      await Promise.resolve();
      asked -= 1;
      given += 1;
      yield n;
    }
  }
  const merged = mergeSorted(
    Array.from({ length: 70 }, (_, n) => source(n)),
    (a, b) => a - b,
  );
  expect((await merged.next()).value).toBe(0);
  expect(most).toBe(32);
  expect(given).toBe(70);
  expect((await merged.next()).value).toBe(1);
  expect(given).toBe(71);
});

it('gives equal items in the order of their sources', async () => {
  const streams = [1, 2, 3].map(async function* (source) {
    yield* [
      { at: 1, source },
      { at: 2, source },
    ];
  });
  const merged = await all(mergeSorted(streams, (a, b) => a.at - b.at));
  expect(merged.map(({ source }) => source)).toEqual([1, 2, 3, 1, 2, 3]);
});
