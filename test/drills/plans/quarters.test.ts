import { expect, test } from 'vitest';
import {
  dueIn,
  provesUntil,
  quarterAfter,
  quarterAt,
  quarterNamed,
} from '../../../src/drills/plans/index.ts';

test.each([
  ['2026-10-05T06:00:00.000Z', '2026Q4', '2026-10-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2026-12-31T23:59:59.999Z', '2026Q4', '2026-10-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['2027-01-01T00:00:00.000Z', '2027Q1', '2027-01-01T00:00:00.000Z', '2027-04-01T00:00:00.000Z'],
])('the quarter at %s is %s', (moment, name, start, end) => {
  expect(quarterAt(moment)).toEqual({ name, start, end });
  expect(quarterNamed(name)).toEqual(quarterAt(moment));
});

test('after the last quarter of a year comes the first of the next', () => {
  expect(quarterAfter(quarterNamed('2026Q4')).name).toBe('2027Q1');
});

test.each([
  [1, 5, '06:00', '2026-10-05T06:00:00.000Z'],
  [3, 28, '23:59', '2026-12-28T23:59:00.000Z'],
])('a drill is due in month %i on day %i at %s', (monthOfQuarter, dayOfMonth, time, due) => {
  expect(dueIn(quarterNamed('2026Q4'), { monthOfQuarter, dayOfMonth, time })).toBe(due);
});

test.each([
  ['2026-08-10T09:00:00.000Z', '2027-02-15T00:00:00.000Z'],
  ['2026-10-05T08:00:00.000Z', '2027-05-16T00:00:00.000Z'],
])('a drill that ended at %s proves something until %s', (endedAt, until) => {
  expect(provesUntil(endedAt)).toBe(until);
});
