import { expect, test } from 'vitest';
import { createNoticeTeller } from '../../../src/assurance/deadlines/index.ts';
import type { NoticeContent } from '../../../src/notifications/index.ts';
import type { Channel } from '../../../src/notifications/outbox/index.ts';
import { keepTime, tellCanary, tellMorning, tellUndelivered } from '../../../src/response/follow-up/index.ts';
import { answering } from '../world.ts';

const channels = new Map<string, Channel>(
  ['ops', 'privacy'].map((name) => [
    name,
    { limits: [], send: () => Promise.reject(new Error('not asked for')) },
  ]),
);

async function world() {
  const made = await answering();
  const { records, subscriptions } = made.ports;
  const needs = { ...made.answerPorts, records, subscriptions, channels };
  const contents = (kind: string, lane = 'ops') =>
    made.outbox.added
      .filter((each) => each.kind === kind && each.lane === lane)
      .map(({ content }) => content as NoticeContent);
  return { ...made, needs, contents };
}

test('notices are told once, also by a host that begins anew: one for all of a baseline', async () => {
  const { needs, contents, clock } = await world();
  for (const tell of [createNoticeTeller(), createNoticeTeller()]) {
    await tell(needs);
    await tell(needs);
  }
  expect(contents('notice')).toMatchObject([{ title: expect.stringContaining('First sight') }]);
  clock.advance(60);
  expect(await createNoticeTeller()(needs)).toBe(1);
  expect(contents('notice')).toHaveLength(1);
});

test('in the morning every channel hears what is open, new and overdue, once a day', async () => {
  const { needs, contents, turn, answer, clock, answerPorts } = await world();
  await turn(false);
  await answer();
  await tellMorning(needs);
  await tellMorning(needs);
  expect(contents('digest')).toMatchObject([{ title: 'Today: 1 open, 0 overdue, 1 new' }]);
  expect(contents('digest', 'privacy')).toHaveLength(1);
  clock.advance(30 * 3_600);
  await keepTime(answerPorts);
  await tellMorning(needs);
  const [, second] = contents('digest');
  expect(second?.title).toBe('Today: 1 open, 1 overdue, 0 new');
  expect(second?.lines[0]).toBe('Overdue:');
});

test('each channel is proved once a month', async () => {
  const { needs, contents, clock } = await world();
  await tellCanary(needs);
  await tellCanary(needs);
  clock.advance(31 * 86_400);
  await tellCanary(needs);
  expect(contents('canary')).toHaveLength(2);
  expect(contents('canary', 'privacy')).toHaveLength(2);
});

test('what a channel has not taken for a day is told of on the others, once', async () => {
  const { needs, contents, outbox, clock } = await world();
  const batch = {
    id: 'b',
    keys: ['k'],
    tries: 9,
    notBefore: clock.iso(),
    firstTriedAt: clock.iso(),
    reason: 'HTTP 404',
  };
  await outbox.putBatch('ops', batch);
  clock.advance(86_000);
  await tellUndelivered(needs);
  expect(contents('escalation', 'privacy')).toEqual([]);
  clock.advance(500);
  await tellUndelivered(needs);
  await tellUndelivered(needs);
  expect(contents('escalation', 'privacy')).toMatchObject([
    { title: expect.stringContaining('ops has not taken 1') },
  ]);
  expect(contents('escalation', 'ops')).toEqual([]);
});
