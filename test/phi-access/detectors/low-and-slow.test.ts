import { describe, expect, test } from 'vitest';
import type { AccessHour } from '../../../src/phi-access/model/access-log.ts';
import { at, day, found, hospital, hourOf, zone } from './hospital.ts';

const names = (count: number, mark: string): string[] =>
  Array.from({ length: count }, (_, place) => `${mark}-${place}`);

/** The patients of the ward, who stay. */
const own = names(4, 'ward');

/** The patients of `east-0` by the day; on other days those of the ward. */
type Seen = ReadonlyMap<number, readonly string[]>;

interface Ward {
  readonly seen: Seen;
  /** The first day of `east-0`, of 26. */
  readonly first?: number;
  readonly more?: readonly AccessHour[];
  /** How many colleagues there are, and how many strangers each of them sees on each day. */
  readonly colleagues?: number;
  readonly strangers?: number;
}

/** Returns what is told of `east-0`, who works in a ward for 26 days, on the last of them. */
function toldOf({ seen, first = 0, more = [], colleagues = 1, strangers = 0 }: Ward): string {
  const all = hospital();
  const east = names(colleagues + 1, 'east');
  for (const id of [...east, 'west-0', 'west-1'])
    all.principals.set(id, { id, kind: 'human', role: 'Nurse', department: id.slice(0, 4), timeZone: zone });
  for (let date = 0; date < 26; date += 1)
    for (const id of east) {
      if (id === 'east-0' && date < first) continue;
      const others = id === 'east-0' ? [] : names(strangers, `${id}-${date}`);
      const patients = (id === 'east-0' ? seen.get(date) : undefined) ?? [...own, ...others];
      all.hours.push(hourOf(id, at(day(date), 9), { patients: [...patients] }));
    }
  all.hours.push(...more);
  const told = found(all, [25, 26]).filter(
    (each) => each.kind === 'low-and-slow' && each.principal === 'east-0',
  );
  return told.map(({ severity }) => severity).join(', ') || 'nothing';
}

/** So many strangers beside the ward's patients in the last shifts. */
const lastShifts = (...counts: readonly number[]): Seen =>
  new Map(
    counts.map((count, place) => [
      26 - counts.length + place,
      [...own, ...names(count, `stranger-${place}`)],
    ]),
  );

describe('strangers in the last shifts', () => {
  const rows: readonly (readonly [string, string, Ward])[] = [
    ['medium', '14 in three shifts', { seen: lastShifts(5, 5, 4) }],
    ['nothing', '13 in three shifts', { seen: lastShifts(5, 4, 4) }],
    ['nothing', '14 in two shifts', { seen: lastShifts(7, 7) }],
    ['medium', '18, ten of them in one shift, which counts as six', { seen: lastShifts(10, 5, 3) }],
    ['nothing', '16, ten of them in one shift', { seen: lastShifts(10, 3, 3) }],
    ['medium', 'less in between', { seen: lastShifts(5, 5, 0, 6) }],
    ['nothing', 'none in between', { seen: lastShifts(5, 5, 0, 4) }],
    ['nothing', 'a pause after which it begins again', { seen: lastShifts(7, 0, 0, 0, 7, 7) }],
    ['medium', 'a pause, and three shifts', { seen: lastShifts(7, 0, 0, 0, 5, 5, 4) }],
    ['medium', 'in five shifts of much', { seen: lastShifts(6, 6, 6, 6, 6) }],
    ['high', 'in six shifts of much', { seen: lastShifts(6, 6, 6, 6, 6, 6) }],
    ['medium', 'after 5 shifts', { seen: lastShifts(7, 7, 7), first: 18 }],
    ['nothing', 'after 4 shifts', { seen: lastShifts(7, 7, 7), first: 19 }],
    [
      'nothing',
      'where three colleagues see as many',
      { seen: lastShifts(5, 5, 4), colleagues: 3, strangers: 3 },
    ],
    [
      'medium',
      'where two colleagues see as many: they are too few',
      { seen: lastShifts(5, 5, 4), colleagues: 2, strangers: 3 },
    ],
    ['medium', 'where three colleagues see none', { seen: lastShifts(5, 5, 4), colleagues: 3 }],
  ];

  test.each(rows)('%s: %s', (told, _, ward) => {
    expect(toldOf(ward)).toBe(told);
  });
});

describe('patients who are no strangers', () => {
  const known = names(14, 'known');
  const seenBefore = (date: number): Seen =>
    new Map([
      [date, [...own, ...known]],
      [23, [...own, ...known.slice(0, 5)]],
      [24, [...own, ...known.slice(5, 10)]],
      [25, [...own, ...known.slice(10)]],
    ]);
  /** Shifts in which four of another ward are seen, of whom two of that ward take care, beside some of their own. */
  const elsewhere = (shifts: number, left: number): Ward => {
    const dates = Array.from({ length: shifts }, (__, place) => 26 - shifts + place);
    const theirs = (date: number) => names(4, `west-${date}`);
    return {
      seen: new Map(dates.map((date) => [date, [...own.slice(0, left), ...theirs(date)]])),
      more: dates.flatMap((date) =>
        ['west-0', 'west-1'].map((id) => hourOf(id, at(day(date), 9), { patients: theirs(date) })),
      ),
    };
  };
  const rows: readonly (readonly [string, string, Ward])[] = [
    ['nothing', 'they took care of them two weeks before', { seen: seenBefore(11) }],
    ['medium', 'they took care of them more than two weeks before', { seen: seenBefore(8) }],
    ['medium', 'six shifts of another ward’s beside half of their own', elsewhere(6, 2)],
    ['nothing', 'five shifts of another ward’s beside half of their own', elsewhere(5, 2)],
    ['nothing', 'six shifts in another ward, with few of their own', elsewhere(6, 1)],
  ];

  test.each(rows)('%s: %s', (told, _, ward) => {
    expect(toldOf(ward)).toBe(told);
  });
});
