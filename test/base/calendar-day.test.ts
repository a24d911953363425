import { describe, expect, test } from 'vitest';
import { dayIn, daysBetween, plusDays, startOf } from '../../src/base/calendar-day.ts';

describe('a day', () => {
  test.each([
    ['2026-03-02T05:30:00Z', 'America/Chicago', '2026-03-01'],
    ['2026-03-02T06:00:00Z', 'America/Chicago', '2026-03-02'],
    ['2026-07-02T04:30:00Z', 'America/Chicago', '2026-07-01'],
    ['2026-07-02T05:00:00Z', 'America/Chicago', '2026-07-02'],
    ['2026-03-01T11:00:00Z', 'Pacific/Auckland', '2026-03-02'],
    ['2026-03-01T11:59:59Z', 'Etc/GMT+12', '2026-02-28'],
  ])('of %s in %s is %s', (moment, zone, day) => {
    expect(dayIn(moment, zone)).toBe(day);
  });

  test.each([
    ['2026-03-07', 'America/New_York', '2026-03-07T05:00:00.000Z'],
    ['2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
    // Clocks go from 23:59 to 01:00: the day has no midnight.
    ['2026-09-06', 'America/Santiago', '2026-09-06T04:00:00.000Z'],
    // Clocks go from 00:59 back to 00:00: it has two.
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    ['2026-03-01', 'Pacific/Kiritimati', '2026-02-28T10:00:00.000Z'],
  ])('%s begins in %s at %s', (day, zone, start) => {
    expect(startOf(day, zone)).toBe(start);
  });

  test.each([
    ['2026-01-15', 60, '2026-03-16'],
    ['2028-01-15', 60, '2028-03-15'],
    ['2025-12-31', 60, '2026-03-01'],
    ['2027-12-31', 60, '2028-02-29'],
    ['2026-11-15', 60, '2027-01-14'],
  ])('%s and %i days is %s', (day, days, later) => {
    expect(plusDays(day, days)).toBe(later);
    expect(daysBetween(day, later)).toBe(days);
  });
});
