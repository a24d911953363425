import { describe, expect, test } from 'vitest';
import { createCallLimits, entryOfNobody } from '../../../src/platform/auth/index.ts';
import { TokenBuckets } from '../../../src/platform/auth/token-bucket.ts';

let now = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number) => {
  now = new Date(now.getTime() + seconds * 1000);
};
const limits = () => createCallLimits({ calls: 60, changes: 6 }, () => now);

function taken(take: () => number, tries: number): number {
  return Array.from({ length: tries }, take).filter((seconds) => seconds === 0).length;
}

describe('the calls of a caller', () => {
  test('are so many at once, and as many again in a minute, evenly', () => {
    const { take } = limits();
    expect(taken(() => take('ada', false), 100)).toBe(60);
    expect(take('ada', false)).toBe(1);
    later(1);
    expect(taken(() => take('ada', false), 10)).toBe(1);
    later(30);
    expect(taken(() => take('ada', false), 100)).toBe(30);
    later(3600);
    expect(taken(() => take('ada', false), 100)).toBe(60);
  });

  test('that change something are fewer, and take nothing from the reads of others', () => {
    const { take } = limits();
    expect(taken(() => take('ada', true), 20)).toBe(6);
    expect(take('ada', true)).toBe(10);
    expect(take('ada', false)).toBe(0);
    expect(take('ben', true)).toBe(0);
  });

  test('are never given back by a clock that is set back', () => {
    const { take } = limits();
    expect(taken(() => take('ada', false), 60)).toBe(60);
    later(-3600);
    expect(take('ada', false)).toBeGreaterThan(0);
    later(1);
    expect(take('ada', false)).toBe(0);
  });
});

test('callers are forgotten where there are too many, the longest unseen first', () => {
  const buckets = new TokenBuckets(1, 3);
  for (const key of ['a', 'b', 'c']) expect(buckets.take(key, now)).toBe(0);
  expect(buckets.take('a', now)).toBeGreaterThan(0);
  for (let n = 0; n < 1_000; n += 1) buckets.take(`stranger ${n}`, now);
  expect(buckets.size).toBe(3);
  const few = new TokenBuckets(1, 3);
  for (const key of ['a', 'b', 'c', 'a', 'd']) few.take(key, now);
  expect(few.take('a', now)).toBeGreaterThan(0);
  expect(few.take('b', now)).toBe(0);
});

test('nobody fills the audit: a row a minute for each function and reason, and 60 for all', () => {
  const { keeps } = limits();
  const refusal = (action: string, reason: string) =>
    entryOfNobody({ action, kind: 'change', correlationId: '' }, reason, now);
  expect(keeps(refusal('things-change', 'no token'))).toBe(true);
  expect(keeps(refusal('things-change', 'no token'))).toBe(false);
  let rows = 1;
  for (let n = 0; n < 500; n += 1) if (keeps(refusal(`function ${n}`, 'no token'))) rows += 1;
  expect(rows).toBe(60);
  later(60);
  expect(keeps(refusal('things-change', 'no token'))).toBe(true);
});
