import { expect, test } from 'vitest';
import { isTimeZone, wallClock } from '../../src/base/wall-clock.ts';

test.each([
  ['2026-03-08T06:59:59Z', 'America/New_York', '2026-03-08 01:59:59 Sun'],
  ['2026-03-08T07:00:00Z', 'America/New_York', '2026-03-08 03:00:00 Sun'],
  ['2026-03-01T00:30:00Z', 'Asia/Kolkata', '2026-03-01 06:00:00 Sun'],
  ['2026-02-28T23:00:00Z', 'Europe/Berlin', '2026-03-01 00:00:00 Sun'],
])('at %s the wall of %s says %s', (moment, zone, wall) => {
  const { year, month, day, hour, minute, second, weekday } = wallClock(Date.parse(moment), zone);
  expect(`${year}-${month}-${day} ${hour}:${minute}:${second} ${weekday}`).toBe(wall);
});

test('a zone is what the runtime knows by that name', () => {
  expect(isTimeZone('America/Chicago')).toBe(true);
  expect(isTimeZone('Mars/Olympus')).toBe(false);
  expect(isTimeZone('')).toBe(false);
});
