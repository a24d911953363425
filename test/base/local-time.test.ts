import { expect, test } from 'vitest';
import { localTime, withLocalTimes } from '../../src/base/local-time.ts';

test.each([
  ['2026-03-01T15:42:00.000Z', 'America/Chicago', 'Mar 1, 2026, 09:42 CST'],
  ['2026-07-01T00:05:00Z', 'America/New_York', 'Jun 30, 2026, 20:05 EDT'],
  ['2026-03-01T00:00:00Z', 'UTC', 'Mar 1, 2026, 00:00 UTC'],
])('%s in %s is %s', (instant, zone, expected) => {
  expect(localTime(instant, zone)).toBe(expected);
});

test('every moment in a text is local; what only looks like one stays', () => {
  expect(withLocalTimes('Due 2026-03-01T15:42:00.123Z, then 2026-03-02T15:42Z.', 'UTC')).toBe(
    'Due Mar 1, 2026, 15:42 UTC, then Mar 2, 2026, 15:42 UTC.',
  );
  expect(withLocalTimes('2026-99-01T15:42:00Z and 2026-03-01', 'UTC')).toBe(
    '2026-99-01T15:42:00Z and 2026-03-01',
  );
});
