import { expect, test } from 'vitest';
import { daysAfter, plus, plusSeconds, secondsBetween } from '../../src/base/instant.ts';

test('moments are reckoned on in milliseconds, seconds and days of 24 hours', () => {
  expect(plus('2026-03-01T00:00:00Z', -1)).toBe('2026-02-28T23:59:59.999Z');
  expect(plusSeconds('2026-03-01T00:00:00+01:00', 90)).toBe('2026-02-28T23:01:30.000Z');
  expect(daysAfter('2026-02-28T12:00:00Z', 1)).toBe('2026-03-01T12:00:00.000Z');
  expect(daysAfter('2026-03-01T12:00:00Z', -1)).toBe('2026-02-28T12:00:00.000Z');
});

test('seconds between moments are negative where the second is earlier', () => {
  expect(secondsBetween('2026-03-01T00:00:00Z', '2026-03-01T00:01:00.500Z')).toBe(60.5);
  expect(secondsBetween('2026-03-01T00:01:00Z', '2026-03-01T00:00:00Z')).toBe(-60);
});
