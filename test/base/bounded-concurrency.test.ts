import { expect, test } from 'vitest';
import { concurrently } from '../../src/base/bounded-concurrency.ts';

test('every item is acted on once, and never more at a time than the limit', async () => {
  let underWay = 0;
  let most = 0;
  const done: number[] = [];
  await concurrently([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++underWay);
    await Promise.resolve();
    done.push(item);
    underWay -= 1;
  });
  expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test('the first failure is thrown once those under way have ended, and nothing more is begun', async () => {
  const ended: number[] = [];
  const slow = Promise.withResolvers<void>();
  const run = concurrently([1, 2, 3, 4], 2, async (item) => {
    if (item === 1) throw new Error('one');
    await slow.promise;
    ended.push(item);
  });
  slow.resolve();
  await expect(run).rejects.toThrow('one');
  expect(ended).toEqual([2]);
});

test('nothing to do comes to an end at once', async () => {
  await expect(concurrently([], 5, () => Promise.reject(new Error('called')))).resolves.toBeUndefined();
});

test('a stream is taken as far as it is acted on, in its order, and closed where an action fails', async () => {
  const taken: number[] = [];
  let closed = false;
  async function* numbers() {
    try {
      for (let n = 1; ; n += 1) {
        taken.push(n);
        yield await Promise.resolve(n);
      }
    } finally {
      closed = true;
    }
  }
  const begun: number[] = [];
  const run = concurrently(numbers(), 3, async (n) => {
    begun.push(n);
    await Promise.resolve();
    if (n === 7) throw new Error('seven');
  });
  await expect(run).rejects.toThrow('seven');
  expect(begun).toEqual(begun.toSorted((a, b) => a - b));
  expect(taken.length).toBeLessThanOrEqual(7 + 3);
  expect(closed).toBe(true);
});
