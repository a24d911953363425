import { expect, test } from 'vitest';
import { shiftKeeper } from '../../../src/phi-access/detection/shifts.ts';
import type { Hour, Person } from '../../../src/phi-access/detection/types.ts';
import { calendar } from '../../../src/phi-access/detection/working-calendar.ts';
import { hourOf } from '../detectors/hospital.ts';

const keeper = () => shiftKeeper(calendar(new Set(), []), () => 'UTC');

/** Hours since 1970 of a Monday. */
const monday = Date.parse('2026-10-05T00:00:00Z') / 3_600_000;

const personWith = (hours: readonly Hour[]): Person => ({
  id: 'east-0',
  kind: 'human',
  info: undefined,
  hours: [...hours],
  days: new Map(),
  version: 1,
  changedFrom: 0,
});

const work = (hour: number): Hour => {
  const at = monday + hour;
  const parts = [hourOf('east-0', new Date(at * 3_600_000).toISOString(), { reads: 1 })];
  return { at, parts, view: { person: 'east-0', at } };
};

const lengths = (hours: readonly number[]) =>
  keeper()(personWith(hours.map(work))).map((shift) => shift.hours.length);

test.each([
  ['a pause of five hours is part of a shift', [7, 12, 17], [3]],
  ['a pause of six hours ends a shift', [7, 8, 14], [2, 1]],
  ['a shift ends after a day at the latest', [0, 5, 10, 15, 20, 23, 24], [6, 1]],
])('%s', (_, hours, expected) => {
  expect(lengths(hours)).toEqual(expected);
});

test('hours that come late reach the shift that was kept before them', () => {
  const days = [0, 1, 2, 3].flatMap((day) => [8, 9, 15, 16].map((hour) => day * 24 + hour));
  const shiftsOf = keeper();
  const person = personWith(days.map(work));
  expect(shiftsOf(person)).toHaveLength(8);
  // Eleven to thirteen o'clock of the second day joins its morning and its afternoon.
  const late = [35, 36, 37].map(work);
  person.hours.push(...late);
  person.hours.sort((one, other) => one.at - other.at);
  person.version += 1;
  person.changedFrom = late[0]?.at ?? 0;
  const shifts = shiftsOf(person);
  expect(shifts).toHaveLength(7);
  expect(shifts).toEqual(keeper()(person));
});
