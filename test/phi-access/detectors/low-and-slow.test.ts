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
  /** How many nurses of another ward see as many. */
  readonly elsewhere?: number;
  readonly role?: string | undefined;
  readonly kind?: 'service';
}

/** Returns what is found of `east-0`, who works in a ward for 26 days, on the last of them. */
function findingsIn(ward: Ward) {
  const { seen, first = 0, more = [], colleagues = 1, strangers = 0, elsewhere = 2, kind = 'human' } = ward;
  const role = 'role' in ward ? ward.role : 'Nurse';
  const all = hospital();
  const [east, west] = [names(colleagues + 1, 'east'), names(elsewhere, 'west')];
  for (const id of [...east, ...west])
    all.principals.set(id, {
      id,
      kind: id === 'east-0' ? kind : 'human',
      ...(role !== undefined && { role }),
      department: id.slice(0, 4),
      timeZone: zone,
    });
  for (let date = 0; date < 26; date += 1)
    for (const id of elsewhere > 2 ? [...east, ...west] : east) {
      if (id === 'east-0' && date < first) continue;
      const others = id === 'east-0' ? [] : names(strangers, `${id}-${date}`);
      const patients = (id === 'east-0' ? seen.get(date) : undefined) ?? [...own, ...others];
      all.hours.push(hourOf(id, at(day(date), 9), { patients: [...patients] }));
    }
  all.hours.push(...more);
  return found(all, [25, 26]).filter((each) => each.kind === 'low-and-slow' && each.principal === 'east-0');
}

function toldOf(ward: Ward): string {
  return (
    findingsIn(ward)
      .map(({ severity }) => severity)
      .join(', ') || 'nothing'
  );
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
    [
      'medium',
      'with a shift without any patient in between',
      { seen: new Map([...lastShifts(5, 5, 0, 4), [24, []]]) },
    ],
    ['medium', '3 in each of seven shifts, 2 in another', { seen: lastShifts(3, 3, 3, 3, 3, 3, 2, 3) }],
    ['nothing', '3 in each of six shifts, 2 in another', { seen: lastShifts(3, 3, 3, 3, 3, 2, 3) }],
    ['medium', '3 in each of seven of 18 shifts', { seen: lastShifts(3, 3, 3, 3, 3, 3, 3), first: 8 }],
    ['nothing', 'of a service', { seen: lastShifts(5, 5, 4), kind: 'service' }],
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
    [
      'nothing',
      'where three colleagues without a role see as many',
      { seen: lastShifts(5, 5, 4), colleagues: 3, strangers: 3, role: undefined },
    ],
    [
      'medium',
      'where many of the role see as many in another ward',
      { seen: lastShifts(5, 5, 4), elsewhere: 9, colleagues: 0, strangers: 3 },
    ],
    ['medium', 'where three colleagues see none', { seen: lastShifts(5, 5, 4), colleagues: 3 }],
  ];

  test.each(rows)('%s: %s', (told, _, ward) => {
    expect(toldOf(ward)).toBe(told);
  });
});

test('strangers are counted, over which shifts, and what is usual', () => {
  const noPatient = hourOf('east-0', at(day(25), 11), { resource: '/other' });
  const [finding] = findingsIn({ seen: lastShifts(5, 5, 4), more: [noPatient] });
  expect(finding).toMatchObject({
    start: at(day(25), 9),
    resources: ['/subscriptions/s/fhir'],
    score: 0.26,
    counts: { strangers: 14, shifts: 3, usualPerShift: 0.8, evidence: 12.56 },
    explanation:
      '14 patients in 3 shifts with whom nobody else of the department had to do, where up to 1 a shift is usual.',
  });
});

test('a shift in which nobody was a stranger is not among those that are counted', () => {
  const [finding] = findingsIn({ seen: lastShifts(5, 5, 0, 6) });
  expect(finding?.counts).toMatchObject({ strangers: 16, shifts: 3 });
});

describe('a person who has seen 3 strangers in each shift', () => {
  const usual = new Map(
    Array.from({ length: 26 }, (_, date) => [date, [...own, ...names(3, `usual-${date}`)]] as const),
  );
  const rows: readonly (readonly [string, string, Ward])[] = [
    ['nothing', 'goes on', { seen: usual }],
    [
      'medium',
      'sees 12, 12 and 10, with none in between',
      { seen: new Map([...usual, ...lastShifts(12, 12, 0, 10)]) },
    ],
    [
      'nothing',
      'sees 12, 12 and 8, with none in between',
      { seen: new Map([...usual, ...lastShifts(12, 12, 0, 8)]) },
    ],
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
  const elsewhere = (shifts: number, left: number, count = 4, besides = 0): Ward => {
    const dates = Array.from({ length: shifts }, (__, place) => 26 - shifts + place);
    const theirs = (date: number) => names(count, `west-${date}`);
    return {
      seen: new Map(
        dates.map((date) => [
          date,
          [...own.slice(0, left), ...theirs(date), ...names(besides, `nobody-${date}`)],
        ]),
      ),
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
    ['nothing', 'eight shifts with three patients of another ward, and few of their own', elsewhere(8, 1, 3)],
    [
      'nothing',
      'six shifts with seven of ten patients of another ward, and few of their own',
      elsewhere(6, 1, 7, 3),
    ],
    ['high', 'six shifts with six of ten patients of another ward', elsewhere(6, 1, 6, 4)],
  ];

  test.each(rows)('%s: %s', (told, _, ward) => {
    expect(toldOf(ward)).toBe(told);
  });
});
