import { describe, expect, it } from 'vitest';
import { createMemory } from '../../../cli/access/memory.ts';
import { drainWoken } from '../../../src/notifications/outbox/index.ts';
import { createLog } from '../../../src/platform/telemetry/index.ts';
import { MemoryOutbox } from '../../support/fake-answers.ts';
import { FakeClock, MemoryQueue } from '../../support/fakes.ts';

function world() {
  const clock = new FakeClock();
  const wake = new MemoryQueue(clock);
  const outbox = new MemoryOutbox();
  const sent: string[] = [];
  let ids = 0;
  const channel = {
    limits: [],
    send({ messages }: { readonly messages: readonly { readonly id: string }[] }) {
      sent.push(...messages.map(({ id }) => id));
      return Promise.resolve({ kind: 'sent' as const });
    },
  };
  const ports = {
    outbox,
    channels: new Map([['ops', channel]]),
    clock,
    log: createLog(() => undefined),
    newId: () => `id-${(ids += 1)}`,
    wake,
    watermarks: createMemory().watermarks,
  };
  let looks = 0;
  outbox.hook = (at) => void (looks += at === 'read waiting' ? 1 : 0);
  const add = async (id: string): Promise<void> => {
    await outbox.add({
      id,
      channel: 'ops',
      kind: 'first',
      thread: 'one',
      severity: 'high',
      content: { title: 'a finding', lines: [] },
      createdAt: clock.iso(),
      notBefore: clock.iso(),
    });
    await wake.send({ channel: 'ops' });
  };
  /** Takes what comes up until a time, waiting for it. */
  const until = async (seconds: number): Promise<void> => {
    const end = clock.now().getTime() + seconds * 1000;
    while (wake.messages.some(({ visibleAt }) => visibleAt <= end)) await drainWoken(wake.next(), ports);
    clock.advance((end - clock.now().getTime()) / 1000);
  };
  return { clock, wake, outbox, ports, sent, add, until, looks: () => looks };
}

/**
 * The marks of a channel, in seconds from now (a minus is in the past): when somebody looked last, when somebody comes soon, and when
 * for what waits its time; for when this call was sent, if it is no new message; and what it does.
 */
interface Marks {
  readonly looked?: number;
  readonly soon?: number;
  readonly next?: number;
}

describe('whoever is called', () => {
  it.each<[Marks, number | undefined, 'looks' | 'leaves it' | number, string]>([
    [{}, undefined, 'looks', 'nobody has looked yet'],
    [{ looked: -2 }, undefined, 'looks', 'somebody has, two seconds ago'],
    [
      { looked: -1.5 },
      undefined,
      1,
      'somebody has just now: the next look is for all that comes meanwhile, in a second at the least',
    ],
    [{ looked: -0.5 }, undefined, 1.5, 'two seconds lie between two looks'],
    [{ looked: -0.5, soon: 1.5 }, undefined, 'leaves it', 'somebody comes then already'],
    [{ soon: 2 }, undefined, 'leaves it', 'somebody comes within two seconds'],
    [{ next: 2 }, undefined, 'leaves it', 'somebody comes within two seconds for what waits'],
    [{ soon: 2.5, next: 600 }, undefined, 'looks', 'somebody comes, but later'],
    [{ soon: 0, next: -60 }, undefined, 'looks', 'somebody should have come by now'],
    [{ looked: -0.5, soon: 0 }, 0, 'looks', 'this is the one who was to come soon'],
    [{ looked: -0.5, next: 0 }, 0, 'looks', 'this is the one who was to come for what waits'],
    [{ soon: 0, next: 1 }, 0, 'looks', 'this one comes first, whoever comes after'],
    [{ looked: -0.5, soon: 1.5, next: 600 }, 0, 'leaves it', 'another was called in the place of this one'],
  ])('%o, for %s: %s, as %s', async ({ looked, soon, next }, calledFor, does) => {
    const { clock, wake, ports, looks } = world();
    const marks = { looked, soon, next };
    for (const [name, seconds] of Object.entries(marks))
      if (seconds !== undefined)
        await ports.watermarks.write(`outbox|ops|${name}`, clock.iso(seconds), undefined);
    await drainWoken({ channel: 'ops', ...(calledFor !== undefined && { at: clock.iso(calledFor) }) }, ports);
    expect(looks()).toBe(does === 'looks' ? 1 : 0);
    expect(wake.messages.map(({ body, delaySeconds }) => [body, delaySeconds])).toEqual(
      typeof does === 'number' ? [[{ channel: 'ops', at: clock.iso(does) }, does]] : [],
    );
    if (typeof does === 'number')
      expect(await ports.watermarks.read('outbox|ops|soon')).toMatchObject({ value: clock.iso(does) });
  });

  it.each<[number, number | undefined, number | undefined, string]>([
    [15, undefined, 15, 'it says when it comes back'],
    [0.2, undefined, 1, 'not within a second'],
    [600, undefined, 600, 'up to ten minutes ahead'],
    [601, undefined, undefined, 'the timer of every minute comes by until then'],
    [15, 15, undefined, 'somebody comes then already'],
    [15, 10, undefined, 'somebody comes before'],
    [15, 30, 15, 'somebody comes, but later'],
    [15, -10, 15, 'whoever was to come has not'],
  ])(
    'where there is more to do in %s s, and the next look is in %s s, calls for %s s: %s',
    async (more, next, called) => {
      const { add, clock, wake, ports, outbox } = world();
      const throttledUntil = clock.iso(more);
      const state = { holder: 'x', until: clock.iso(), sentAt: [], threads: {}, throttledUntil };
      await outbox.putChannel('ops', state, undefined);
      if (next !== undefined) await ports.watermarks.write('outbox|ops|next', clock.iso(next), undefined);
      await add('a');
      await drainWoken(wake.next(), ports);
      expect(wake.messages.map(({ delaySeconds }) => delaySeconds)).toEqual(
        called === undefined ? [] : [called],
      );
    },
  );

  it.each([
    ['leaves the look to whoever was first, and calls for what it may have missed', 'looked', 1, 2],
    ['calls though another called twice at the same moment', 'next', 2, 15],
    ['gives up after three times: the timer of every minute comes by', 'next', 3, undefined],
  ])('%s', async (_, name, conflicts, called) => {
    const { add, clock, wake, ports, outbox, looks } = world();
    const throttledUntil = clock.iso(15);
    const state = { holder: 'x', until: clock.iso(), sentAt: [], threads: {}, throttledUntil };
    await outbox.putChannel('ops', state, undefined);
    await add('a');
    const { watermarks: inner } = ports;
    let left = conflicts;
    const watermarks: typeof ports.watermarks = {
      read: (mark) => inner.read(mark),
      write: (mark, value, etag) =>
        mark === `outbox|ops|${name}` && (left -= 1) >= 0
          ? Promise.resolve('conflict')
          : inner.write(mark, value, etag),
    };
    await drainWoken(wake.next(), { ...ports, watermarks });
    expect(looks()).toBe(name === 'looked' ? 0 : 1);
    expect(wake.messages.map(({ delaySeconds }) => delaySeconds)).toEqual(
      called === undefined ? [] : [called],
    );
  });
});

describe('whoever is called to a channel', () => {
  it('sends at once what comes first', async () => {
    const { add, until, sent } = world();
    await add('a');
    await until(0);
    expect(sent).toEqual(['a']);
  });

  it('looks as seldom for a thousand messages as for ten, and has one call waiting', async () => {
    const looksFor = async (count: number): Promise<number> => {
      const { add, until, sent, wake, looks } = world();
      for (let n = 0; n < count; n += 1) await add(`m${n}`);
      await until(60);
      expect(wake.messages).toHaveLength(1);
      await until(700);
      expect(new Set(sent).size).toBe(count);
      return looks();
    };
    const few = await looksFor(10);
    expect(await looksFor(1_000)).toBeLessThanOrEqual(few + 2);
  });

  it('misses nothing that comes while another looks, or after it has', async () => {
    const { add, until, sent, outbox, clock } = world();
    await outbox.putChannel('ops', { holder: 'x', until: clock.iso(60), sentAt: [], threads: {} }, undefined);
    await add('a');
    await until(30);
    expect(sent).toEqual([]);
    await until(60);
    expect(sent).toEqual(['a']);
    await add('b');
    await until(700);
    expect(sent).toEqual(['a', 'b']);
  });

  it('comes again where the one who was to come has died', async () => {
    const { add, until, sent, wake, clock, outbox } = world();
    await add('a');
    await add('b');
    await until(1);
    wake.messages = [];
    clock.advance(700);
    // The next message calls, or the timer of every minute.
    await add('c');
    await until(5);
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(outbox.left()).toHaveLength(3);
  });
});
