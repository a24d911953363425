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
