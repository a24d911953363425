import { expect, test } from 'vitest';
import { drainChannel } from '../../../src/notifications/outbox/index.ts';
import type { OutboxPorts, RateLimit } from '../../../src/notifications/outbox/index.ts';
import { createLog } from '../../../src/platform/telemetry/index.ts';
import { MemoryOutbox } from '../../support/fake-answers.ts';
import { FakeClock } from '../../support/fakes.ts';

const channels: Readonly<Record<string, readonly RateLimit[]>> = {
  teams: [
    { count: 2, seconds: 1 },
    { count: 60, seconds: 60 },
  ],
  mail: [
    { count: 25, seconds: 60 },
    { count: 90, seconds: 3_600 },
  ],
};
const count = 5_000;
const threads = 60;

test('5,000 drifts of a minute are all on record, and few messages', async () => {
  const clock = new FakeClock();
  const outbox = new MemoryOutbox();
  const sent: { readonly channel: string; readonly size: number; readonly at: string }[] = [];
  let ids = 0;
  const ports: OutboxPorts = {
    outbox,
    channels: new Map(
      Object.entries(channels).map(([channel, limits]) => [
        channel,
        {
          limits,
          async send({ messages }) {
            sent.push({ channel, size: messages.length, at: clock.iso() });
            return Promise.resolve({ kind: 'sent' });
          },
        },
      ]),
    ),
    clock,
    log: createLog(() => undefined),
    newId: () => `id-${(ids += 1)}`,
  };
  const started = clock.now().getTime();
  const next = new Map<string, string | undefined>();
  for (let second = 0; second < 60; second += 1) {
    for (let n = second; n < count; n += 60)
      for (const channel of Object.keys(channels))
        await outbox.add({
          id: `response|${n}|first`,
          channel,
          kind: 'first',
          thread: `policy|${n % threads}`,
          subject: `s${n}`,
          severity: 'high',
          content: { title: `finding ${n}`, lines: [] },
          createdAt: clock.iso(),
          notBefore: clock.iso(),
        });
    for (const channel of Object.keys(channels)) next.set(channel, await drainChannel(channel, ports));
    clock.advance(1);
  }
  for (let rounds = 0; [...next.values()].some((at) => at !== undefined); rounds += 1) {
    expect(rounds).toBeLessThan(500);
    const soonest = [...next.values()]
      .filter((at) => at !== undefined)
      .toSorted((a, b) => (a < b ? -1 : 1))[0];
    clock.advance(Math.max(1, (Date.parse(soonest ?? '') - clock.now().getTime()) / 1000));
    for (const channel of Object.keys(channels)) next.set(channel, await drainChannel(channel, ports));
  }
  for (const channel of Object.keys(channels)) {
    const own = sent.filter((each) => each.channel === channel);
    const last = own.at(-1)?.at ?? '';
    console.log(
      `${channel}: ${count} drifts of ${threads} threads in a minute: ${own.length} messages, the last ${Math.round((Date.parse(last) - started) / 1000)} s after the first drift`,
    );
    expect(own.reduce((sum, { size }) => sum + size, 0)).toBe(count);
    expect(own.length).toBeLessThan(80);
  }
  expect(outbox.left()).toHaveLength(count * 2);
});
