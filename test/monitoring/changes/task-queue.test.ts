import { describe, expect, test } from 'vitest';
import { changesMessage, changesOf } from '../../../src/model/index.ts';
import { retryDelay, sendTask } from '../../../src/monitoring/changes/index.ts';
import { untilDue } from '../../../src/monitoring/changes/task-queue.ts';
import { accountId, createWorld } from '../../support/fakes.ts';

const week = 7 * 24 * 3600;

test.each<[attempt: number, retryAfter: number, random: number, seconds: number, why: string]>([
  [0, 0, 0, 5, 'the first pause is five seconds'],
  [1, 0, 0, 10, 'each pause is twice the last'],
  [5, 0, 0, 160, 'each pause is twice the last'],
  [6, 0, 0, 300, 'no pause is longer than five minutes'],
  [2_000, 0, 0, 300, 'it is never given up'],
  [6, 0, 1, 330, 'up to a tenth more, so that not all come back at once'],
  [0, 0, 0.5, 6, 'whole seconds, upward'],
  [9, 372, 0, 372, 'as long as Azure asked for, however often it failed'],
  [0, 372, 1, 375, 'up to three seconds more, so that not all come back at once'],
  [0, 0.2, 0, 1, 'whole seconds, upward'],
  [0, week, 1, week - 60, 'a queue hides a message for a week at most'],
])(
  'try %i, asked to wait %d s, with chance %d: %i s, as %s',
  (attempt, retryAfter, random, seconds, _why) => {
    expect(retryDelay(attempt, retryAfter, random)).toBe(seconds);
  },
);

test.each<[now: string, due: string, seconds: number, why: string]>([
  ['08:00:00.000', '08:01:00.000', 60, 'it is due at a common moment'],
  ['08:00:00.000', '08:01:00.001', 70, 'the next common moment is ten seconds on'],
  ['08:00:00.000', '08:01:09.999', 70, 'the next common moment is ten seconds on'],
  ['08:00:00.999', '08:01:00.000', 60, 'whole seconds, upward'],
  ['08:01:00.000', '08:01:00.000', 1, 'a pause has a second at least'],
  ['08:02:00.000', '08:01:00.000', 1, 'a pause has a second at least'],
])('at %s, due at %s: in %i s, as %s', (now, due, seconds, _why) => {
  expect(untilDue(`2026-03-01T${now}Z`, `2026-03-01T${due}Z`)).toBe(seconds);
});

describe('a task with many events', () => {
  const change = {
    resourceId: accountId,
    time: '2026-03-01T08:00:00.000Z',
    trigger: { kind: 'event', eventId: 'e', operation: 'write', operationName: 'write' },
  } as const;
  const also = (count: number, operationName: string) =>
    Array.from({ length: count }, (_, n) => ({
      time: `2026-03-01T07:00:00.${String(count - n).padStart(3, '0')}Z`,
      trigger: { ...change.trigger, eventId: `also-${n}`, operationName },
    }));

  test.each([
    ['few', 25, 'write', 1],
    ['many', 60, 'write', 3],
    ['long ones', 25, '\u0001'.repeat(500), 4],
  ])(
    '%s: is as many messages as it takes, which name each event once',
    async (_, count, operationName, messages) => {
      const { queue } = createWorld();
      const task = { target: accountId, change, attempt: 0, also: also(count, operationName) };
      await sendTask(task, 7, queue);
      expect(queue.messages).toHaveLength(messages);
      const named = queue.messages.flatMap(({ body, delaySeconds }) => {
        expect(delaySeconds).toBe(7);
        expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(48 * 1024);
        const parsed = changesMessage.parse(body);
        return parsed.kind === 'task' ? changesOf(parsed.task).map(({ trigger }) => trigger) : [];
      });
      expect(named.length).toBe(count + 1);
      expect(new Set(named.map((trigger) => JSON.stringify(trigger))).size).toBe(count + 1);
    },
  );
});
