import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Coalescer } from '../../src/base/index.ts';

/** Runs that end when they are told to. */
function runs() {
  const begun: (readonly string[])[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const run = (items: readonly string[]) => {
    begun.push([...items]);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    return end.promise;
  };
  return { begun, ends, run };
}

describe('what is added for one key', () => {
  test('while a batch is under way is the next batch together', async () => {
    const { begun, ends, run } = runs();
    const coalescer = new Coalescer<string>();
    const first = coalescer.add('k', ['a'], run);
    const second = coalescer.add('k', ['b'], run);
    const third = coalescer.add('k', ['c', 'd'], run);
    expect(begun).toEqual([['a']]);
    ends[0]?.resolve();
    await first;
    await setImmediate();
    expect(begun).toEqual([['a'], ['b', 'c', 'd']]);
    const later = coalescer.add('k', ['e'], run);
    ends[1]?.resolve();
    await Promise.all([second, third]);
    await setImmediate();
    ends[2]?.resolve();
    await later;
    expect(begun).toEqual([['a'], ['b', 'c', 'd'], ['e']]);
  });

  test('fails with its own batch alone', async () => {
    const { begun, ends, run } = runs();
    const coalescer = new Coalescer<string>();
    const first = coalescer.add('k', ['a'], run);
    const second = coalescer.add('k', ['b'], run);
    ends[0]?.reject(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    await setImmediate();
    ends[1]?.resolve();
    await second;
    expect(begun).toEqual([['a'], ['b']]);
  });

  test('after everything has ended begins at once', async () => {
    const { begun, ends, run } = runs();
    const coalescer = new Coalescer<string>();
    for (const item of ['a', 'b']) {
      const added = coalescer.add('k', [item], run);
      ends.at(-1)?.resolve();
      await added;
    }
    expect(begun).toEqual([['a'], ['b']]);
  });
});

test('keys do not wait for each other', () => {
  const { begun, run } = runs();
  const coalescer = new Coalescer<string>();
  void coalescer.add('k', ['a'], run);
  void coalescer.add('l', ['b'], run);
  expect(begun).toEqual([['a'], ['b']]);
});
