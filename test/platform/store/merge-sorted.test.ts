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
