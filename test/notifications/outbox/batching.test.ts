import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterSending, planBatches } from '../../../src/notifications/outbox/batching.ts';
import type { ChannelState, MessageKind, Waiting } from '../../../src/platform/store/outbox-types.ts';

const start = Date.parse('2026-03-01T08:00:00.000Z');
const at = (seconds: number): string => new Date(start + seconds * 1000).toISOString();
const idle: ChannelState = { holder: 'a', until: at(0), sentAt: [], threads: {} };
const waiting = (n: number, thread: string, kind: MessageKind = 'first', seconds = 0): Waiting => ({
  key: `k${n}`,
  message: {
    id: `m${n}`,
    channel: 'ops',
    kind,
    thread,
    severity: 'high',
    content: {},
    createdAt: at(seconds),
    notBefore: at(seconds),
  },
});
const keysOf = (batches: readonly (readonly Waiting[])[]) =>
  batches.map((each) => each.map(({ key }) => key));

describe('of a thread', () => {
  test('the first leaves at once, the rest of a burst in one digest ten minutes later', () => {
    const burst = [1, 2, 3].map((n) => waiting(n, 't'));
    const first = planBatches(idle, burst, at(0), []);
    expect(keysOf(first.batches)).toEqual([['k1']]);
    expect(first.nextAt).toBe(at(600));
    const spoken = { ...idle, ...afterSending(idle, [burst[0]!], at(0)) };
    expect(planBatches(spoken, burst.slice(1), at(599), [])).toEqual({ batches: [], nextAt: at(600) });
    expect(keysOf(planBatches(spoken, burst.slice(1), at(600), []).batches)).toEqual([['k2', 'k3']]);
  });

  test('one that flaps is heard once an hour', () => {
    const threads = { t: [at(0), at(700), at(1_400)] };
    expect(planBatches({ ...idle, threads }, [waiting(1, 't')], at(2_100), [])).toEqual({
      batches: [],
      nextAt: at(1_400 + 3_600),
    });
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
  ])('that was just spoken in, a message of kind %s %s', (kind, fate) => {
    const spoken = { ...idle, threads: { t: [at(0)] } };
    const { batches } = planBatches(spoken, [waiting(1, 't', kind)], at(1), []);
    expect(keysOf(batches)).toEqual(fate === 'waits' ? [] : [['k1']]);
  });
});

test('a storm of threads is one digest over all of them', () => {
  const many = Array.from({ length: 60 }, (_, n) => waiting(n, `t${n % 20}`));
  const { batches } = planBatches(idle, many, at(0), []);
  expect(batches).toHaveLength(1);
  expect(new Set(batches[0]?.map(({ key }) => key)).size).toBe(60);
});

test('ten threads at once are no storm yet', () => {
  const ten = Array.from({ length: 10 }, (_, n) => waiting(n, `t${n}`));
  expect(keysOf(planBatches(idle, ten, at(0), []).batches)).toEqual(ten.map(({ key }) => [key]));
});

test('in a storm of threads that come one by one, what comes after the tenth within a minute waits for it', () => {
  const sentAt = Array.from({ length: 10 }, (_, n) => at(n));
  const held = planBatches({ ...idle, sentAt }, [waiting(1, 't'), waiting(2, 'u', 'escalation')], at(10), []);
  expect(keysOf(held.batches)).toEqual([['k2']]);
  expect(held.nextAt).toBe(at(60));
});

test('a channel that asked for a pause has it', () => {
  expect(planBatches({ ...idle, throttledUntil: at(372) }, [waiting(1, 't')], at(0), [])).toEqual({
    batches: [],
    nextAt: at(372),
  });
});

test('a channel with several limits is used again once the last of them allows it', () => {
  const limits = [3_600, 60].map((seconds) => ({ count: 1, seconds }));
  for (const each of [limits, limits.toReversed()])
    expect(planBatches({ ...idle, sentAt: [at(0)] }, [waiting(1, 't')], at(10), each)).toEqual({
      batches: [],
      nextAt: at(3_600),
    });
});

test('a limit that leaves room makes nothing wait: Teams takes two messages a second', () => {
  const teams = [
    { count: 2, seconds: 1 },
    { count: 60, seconds: 60 },
  ];
  const sentAt = [at(0), at(0.4)];
  expect(planBatches({ ...idle, sentAt }, [waiting(1, 't')], at(0.5), teams)).toEqual({
    batches: [],
    nextAt: at(1),
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
