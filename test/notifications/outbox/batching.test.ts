import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterSending, planBatches } from '../../../src/notifications/outbox/batching.ts';
import type { RateLimit } from '../../../src/notifications/outbox/index.ts';
import type { ChannelState, MessageKind, Waiting } from '../../../src/platform/store/outbox-types.ts';

const start = Date.parse('2026-03-01T08:00:00.000Z');
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();
const idle: ChannelState = { holder: 'a', until: at(0), sentAt: [], threads: {} };
const waiting = (n: number, thread?: string, kind: MessageKind = 'first', seconds = 0): Waiting => ({
  key: `k${n}`,
  message: {
    id: `m${n}`,
    channel: 'ops',
    kind,
    ...(thread !== undefined && { thread }),
    severity: 'high',
    content: {},
    createdAt: at(seconds),
    notBefore: at(seconds),
  },
});

const list = <T>(count: number, of: (n: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, n) => of(n));
const threads = (count: number) => list(count, (n) => `t${n}`);
const alone = (count: number) => list(count, (n) => [n]);
const teams = [
  { count: 2, seconds: 1 },
  { count: 60, seconds: 60 },
];
const mail = [
  { count: 25, seconds: 60 },
  { count: 90, seconds: 3_600 },
];

/** Seconds from now: a minus is in the past. */
interface Before {
  /** When each thread was spoken in. */
  readonly threads?: Readonly<Record<string, readonly number[]>>;
  /** When anything left the channel. */
  readonly sent?: readonly number[];
  readonly pauseUntil?: number;
  readonly limits?: readonly RateLimit[];
}

/** Messages that wait, each by its thread, and where it is not a `first`, its kind: `escalation t`. `-`: of no thread. */
const waitingOf = (text: string, n: number) => {
  const [thread = '', kind] = text.split(' ').toReversed();
  return waiting(n, thread === '-' ? undefined : thread, kind as MessageKind | undefined);
};

/** What happened before, the messages that wait, those that leave now by their places, in how many seconds to look again, and why. */
const rows: readonly [string, Before, readonly string[], readonly (readonly number[])[], number?][] = [
  ['nothing waits', {}, [], []],
  // One thread
  ['the first of a thread leaves at once', {}, ['t'], [[0]]],
  ['the first of each thread does', {}, ['t', 'u'], [[0], [1]]],
  ['the rest of a burst waits ten minutes', {}, ['t', 't', 't'], [[0]], 600],
  ['a thread that was just spoken in waits', { threads: { t: [-599] } }, ['t', 't'], [], 1],
  ['after ten minutes the rest is one digest', { threads: { t: [-600] } }, ['t', 't'], [[0, 1]]],
  ['another thread does not wait for it', { threads: { t: [-1] } }, ['u'], [[0]]],
  ['it counts from the last message', { threads: { t: [-700, -100] } }, ['t'], [], 500],
  ['twice within an hour is no flapping', { threads: { t: [-1_300, -600] } }, ['t'], [[0]]],
  ['a thread that flaps is heard once an hour', { threads: { t: [-2_000, -1_300, -600] } }, ['t'], [], 3_000],
  ['after an hour it is', { threads: { t: [-3_599, -3_599, -3_600] } }, ['t', 't'], [[0, 1]]],
  [
    'of several that wait, the first is next',
    { threads: { t: [-1], u: [-300], v: [-2] } },
    ['t', 'u', 'v'],
    [],
    300,
  ],
  ['two urgent ones of a thread leave each by itself', {}, ['decision t', 'escalation t'], [[0], [1]]],
  ['so do messages of no thread', {}, ['-', '-'], [[0], [1]]],
  // A storm
  ['ten threads at once are no storm yet', {}, threads(10), alone(10)],
  ['more are one digest over all', {}, threads(11), [list(11, (n) => n)]],
  ['the digest holds the whole bursts', {}, ['t0', ...threads(11)], [list(12, (n) => n)], 600],
  [
    'it leaves out a thread that has to wait',
    { threads: { wait: [-100] } },
    ['wait', ...threads(11)],
    [list(11, (n) => n + 1)],
    500,
  ],
  ['ten messages within a minute hold back more', { sent: list(10, (n) => n - 59) }, ['t'], [], 1],
  ['a minute after the first of them it leaves', { sent: list(10, (n) => n - 60) }, ['t'], [[0]]],
  ['nine hold back nothing', { sent: list(9, (n) => n - 9) }, ['t'], [[0]]],
  [
    'they do not hold back what is urgent',
    { sent: list(10, (n) => n - 10) },
    ['t', 'escalation u'],
    [[1]],
    50,
  ],
  [
    'nor is a look planned where nothing is held back',
    { sent: list(10, (n) => n - 10) },
    ['escalation u'],
    [[0]],
  ],
  ['a storm of urgent ones is one digest, too', {}, list(11, () => 'notice t'), [list(11, (n) => n)]],
  // Limits of the channel, and its pause
  ['Teams takes two a second', { limits: teams }, ['t', 'u', 'v'], [[0], [1]]],
  ['one more where one was sent', { limits: teams, sent: [-0.5] }, ['t', 'u'], [[0]]],
  [
    'after two within a second it is a second, not a minute',
    { limits: teams, sent: [-0.5, -0.1] },
    ['t'],
    [],
    0.5,
  ],
  ['after a second it takes more', { limits: teams, sent: [-1, -1] }, ['t', 'u'], [[0], [1]]],
  [
    'after 60 within a minute it is a minute',
    { limits: teams, sent: list(60, (n) => n - 59) },
    ['decision t'],
    [],
    1,
  ],
  [
    '24 within a minute leave room for one mail',
    { limits: mail, sent: list(25, (n) => n - 60) },
    ['decision t', 'decision u'],
    [[0]],
  ],
  [
    'of two limits that are used up, the last counts',
    { limits: mail, sent: list(90, (n) => n - 89) },
    ['decision t'],
    [],
    3_511,
  ],
  [
    'in whatever order they stand',
    { limits: mail.toReversed(), sent: list(90, (n) => n - 89) },
    ['decision t'],
    [],
    3_511,
  ],
  [
    'a limit is no reason to look before anything may leave',
    { limits: teams, sent: [-0.5, -0.5], threads: { t: [-1] } },
    ['t'],
    [],
    599,
  ],
  ['a channel that asked for a pause has it', { pauseUntil: 372 }, ['escalation t'], [], 372],
  ['when it is over all goes on', { pauseUntil: 0 }, ['t'], [[0]]],
  ['nobody looks again for nothing', { pauseUntil: 372 }, [], []],
];

describe('what leaves a channel now', () => {
  test.each(rows)(
    '%s',
    (_why, { threads: spoken = {}, sent = [], pauseUntil, limits = [] }, waits, leave, nextIn) => {
      const state = {
        sentAt: sent.map(at),
        threads: Object.fromEntries(Object.entries(spoken).map(([thread, times]) => [thread, times.map(at)])),
        ...(pauseUntil !== undefined && { throttledUntil: at(pauseUntil) }),
      };
      const { batches, nextAt } = planBatches(state, waits.map(waitingOf), at(0), limits);
      expect(batches.map((batch) => batch.map(({ key }) => Number(key.slice(1))))).toEqual(leave);
      expect(nextAt).toBe(nextIn === undefined ? undefined : at(nextIn));
    },
  );
});

test.each<[MessageKind, 'leaves at once' | 'waits']>([
  ['escalation', 'leaves at once'],
  ['decision', 'leaves at once'],
  ['notice', 'leaves at once'],
  ['digest', 'leaves at once'],
  ['canary', 'leaves at once'],
  ['first', 'waits'],
  ['changed', 'waits'],
  ['resolved', 'waits'],
  ['reminder', 'waits'],
])('of a thread that was just spoken in, a message of kind %s %s', (kind, fate) => {
  const spoken = { ...idle, threads: { t: [at(0)] } };
  const { batches } = planBatches(spoken, [waiting(1, 't', kind)], at(1), []);
  expect(batches).toHaveLength(fate === 'waits' ? 0 : 1);
});

test('the digest over a storm is in the order in which its messages came', () => {
  const came = [3, 1, 2, 1, ...list(10, (n) => 10 + n)];
  const storm = came.map((seconds, n) => waiting(n, n < 2 ? 't' : `t${n}`, 'first', seconds));
  const { batches } = planBatches(idle, storm, at(30), []);
  expect(batches.map((batch) => batch.slice(0, 4).map(({ key }) => key))).toEqual([['k1', 'k3', 'k2', 'k0']]);
});

test('what has left is remembered for an hour, by channel and by thread', () => {
  const state = {
    ...idle,
    sentAt: [at(-3_600), at(-3_599)],
    threads: { old: [at(-3_600)], t: [at(-3_600), at(-1_000)], other: [at(-10)] },
  };
  const batch = [waiting(1, 't'), waiting(2, 't'), waiting(3, 'new'), waiting(4)];
  expect(afterSending(state, batch, at(0))).toEqual({
    sentAt: [at(-3_599), at(0)],
    threads: { t: [at(-1_000), at(0)], other: [at(-10)], new: [at(0)] },
  });
});

test('nothing is lost or said twice, limits hold in any span, and it comes to an end', () => {
  const limits = [
    { count: 3, seconds: 60 },
    { count: 10, seconds: 3_600 },
  ];
  const arrivals = fc.array(
    fc.record({
      thread: fc.integer({ min: 0, max: 15 }).map(String),
      kind: fc.constantFrom<MessageKind>('first', 'resolved', 'escalation'),
      seconds: fc.integer({ min: 0, max: 4_000 }),
    }),
    { minLength: 1, maxLength: 80 },
  );
  fc.assert(
    fc.property(arrivals, (given) => {
      let left = given
        .map(({ thread, kind, seconds }, n) => waiting(n, thread, kind, seconds))
        .toSorted((one, other) => (one.message.createdAt < other.message.createdAt ? -1 : 1));
      let state = idle;
      const sent: { readonly keys: readonly string[]; readonly time: number }[] = [];
      for (let time = 0, rounds = 0; left.length > 0; rounds += 1) {
        expect(rounds).toBeLessThan(2_000);
        const due = left.filter(({ message }) => message.notBefore <= at(time));
        const { batches, nextAt } = planBatches(state, due, at(time), limits);
        const [parcel] = batches;
        if (parcel) {
          sent.push({ keys: parcel.map(({ key }) => key), time });
          state = Object.assign({}, state, afterSending(state, parcel, at(time)));
          left = left.filter(({ key }) => !parcel.some((each) => each.key === key));
          continue;
        }
        const arrives = left.find(({ message }) => message.notBefore > at(time))?.message.notBefore;
        const next = [nextAt, arrives]
          .filter((each) => each !== undefined)
          .toSorted((a, b) => (a < b ? -1 : 1))[0];
        expect(next).toBeDefined();
        time = Math.max(time + 1, Math.ceil((Date.parse(next ?? '') - start) / 1000));
      }
      const keys = sent.flatMap((each) => each.keys);
      expect(keys).toHaveLength(given.length);
      expect(new Set(keys).size).toBe(given.length);
      for (const { count, seconds } of limits)
        for (const { time } of sent)
          expect(
            sent.filter((each) => each.time > time - seconds && each.time <= time).length,
          ).toBeLessThanOrEqual(count);
    }),
    { numRuns: 200 },
  );
});
