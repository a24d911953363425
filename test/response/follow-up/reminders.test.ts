import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runReminders } from '../../../src/response/follow-up/index.ts';
import { answering } from '../world.ts';

/** Responses that are looked at, each held until it is let go. */
async function held(ids: readonly string[]) {
  const { answerPorts, responses, due, clock } = await answering();
  const looks: { readonly id: string; readonly end: () => void }[] = [];
  const underWay: string[] = [];
  let most = 0;
  responses.read = async (id) => {
    // Each look reads its response several times; the first read stands for the look.
    if (underWay.includes(id)) return undefined;
    underWay.push(id);
    most = Math.max(most, underWay.length);
    const { promise, resolve } = Promise.withResolvers<void>();
    looks.push({ id, end: resolve });
    await promise;
    return undefined;
  };
  const remove = due.remove.bind(due);
  due.remove = async (entry) => {
    underWay.splice(underWay.indexOf(entry.id), 1);
    await remove(entry);
  };
  const start = clock.now().getTime();
  for (const [n, id] of ids.entries()) await due.add({ id, at: new Date(start + n * 1000).toISOString() });
  clock.advance(86_400);
  return { answerPorts, due, looks, underWay, most: () => most };
}

/** Lets all that can go on do so. */
async function settle(): Promise<void> {
  for (let n = 0; n < 20; n += 1) await setImmediate();
}

describe('what is due', () => {
  test('is looked at eight at a time and never more, the earliest first', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `r${n}`);
    const { answerPorts, due, looks, underWay, most } = await held(ids);
    const run = runReminders(answerPorts);
    await settle();
    expect(underWay).toEqual(ids.slice(0, 8));
    // One that takes long holds up no other.
    for (let n = 1; n < 30; n += 1) {
      looks[n]?.end();
      await settle();
    }
    expect(looks.map(({ id }) => id)).toEqual(ids);
    expect(underWay).toEqual(['r0']);
    looks[0]?.end();
    expect(await run).toBe(30);
    expect(most()).toBe(8);
    expect(due.entries).toEqual([]);
  });

  test('of one response is done in its order, one after the other', async () => {
    const { answerPorts, looks, underWay } = await held(['a', 'b', 'a', 'a', 'c']);
    const run = runReminders(answerPorts);
    await settle();
    expect(underWay.toSorted()).toEqual(['a', 'b', 'c']);
    for (let n = 0; n < 5; n += 1) {
      looks[n]?.end();
      await settle();
    }
    expect(await run).toBe(5);
    expect(looks.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'a', 'a']);
  });
});
