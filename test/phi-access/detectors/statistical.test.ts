import { describe, expect, it } from 'vitest';
import type { Directory } from '../../../src/phi-access/model/directory.ts';
import { at, day, found, hospital, hourOf, kindsOf, machine, staff, zone } from './hospital.ts';
import type { Hospital } from './hospital.ts';

const history = [0, 30] as const;

function usual(said: Partial<Directory> = {}, until = 32): Hospital {
  const all = hospital(said);
  const days = [0, until] as const;
  staff(all, { name: 'east', people: 14, starts: [7, 7, 7, 19], length: 12, seed: 1 }, days);
  staff(all, { name: 'west', people: 14, starts: [7, 7, 7, 19], length: 12, seed: 2 }, days);
  staff(all, { name: 'icu', people: 10, starts: [7, 19], length: 12, patients: 10, each: 3, seed: 3 }, days);
  staff(all, { name: 'surgery', people: 10, starts: [6, 14, 22], length: 8, seed: 4 }, days);
  staff(
    all,
    {
      name: 'coding',
      role: 'Coder',
      people: 8,
      starts: [8, 9],
      length: 8,
      weekends: false,
      patients: 80,
      each: 25,
      seed: 5,
    },
    days,
  );
  machine(
    all,
    'engine',
    Array.from({ length: 24 }, (_, hour) => hour),
    days,
  );
  machine(all, 'nightly', [2, 3], days, { patients: [], patientCount: 0, reads: 500, bytes: 1e9 });
  return all;
}

/** An hour of some day in which somebody looks at patients that nobody else does. */
function looks(who: string, number: number, hour: number, count: number, mark = 'x') {
  return hourOf(who, at(day(number), hour), {
    patients: Array.from({ length: count }, (_, place) => `${mark}-${who}-${number}-${hour}-${place}`),
  });
}

describe('work as usual', () => {
  it('finds nothing in two days of a hospital', () => {
    expect(found(usual(), [30, 32])).toEqual([]);
  });

  it('finds nothing where nobody has a role, a department or a time zone', () => {
    const all = usual();
    for (const [id, { kind }] of all.principals) all.principals.set(id, { id, kind });
    expect(found(all, [30, 32])).toEqual([]);
  });
});

describe('bulk-read', () => {
  it('tells of many more patients than usual, by the numbers', () => {
    const all = usual();
    all.hours.push(looks('east-0', 30, 12, 60));
    const findings = found(all, [30, 31]);
    expect(kindsOf(findings, 'east-0')).toContain('bulk-read');
    const finding = findings.find(({ kind }) => kind === 'bulk-read');
    expect(finding?.counts['patients']).toBeGreaterThan(60);
    expect(finding?.explanation).toMatch(/^\d+ patients in one shift, where \d+ are usual/);
    expect(JSON.stringify(findings)).not.toContain('x-east-0');
  });

  it('does not tell of a double shift', () => {
    const all = usual();
    const shift = all.hours.filter(
      ({ principal, hour }) => principal === 'east-0' && hour.slice(0, 10) === day(28),
    );
    expect(shift.length).toBeGreaterThan(5);
    all.hours.push(
      ...[7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21].map((hour) =>
        looks('east-1', 31, hour, 1, 'd'),
      ),
    );
    expect(kindsOf(found(all, [31, 32]), 'east-1')).not.toContain('bulk-read');
  });

  it('does not tell of a day on which everybody has three times the work', () => {
    const busy = (who: readonly number[]): Hospital => {
      const all = usual();
      for (const person of who)
        for (let hour = 8; hour < 18; hour += 1) all.hours.push(looks(`west-${person}`, 31, hour, 4));
      return all;
    };
    const working = usual().hours.flatMap(({ principal, hour }) =>
      hour >= at(day(31), 7) && principal.startsWith('west-') ? [Number(principal.slice(5))] : [],
    );
    const everybody = [...new Set(working)];
    const alone = everybody.find((person) => person % 4 !== 3) ?? 0;
    expect(kindsOf(found(busy([alone]), [31, 32]), `west-${alone}`)).toContain('bulk-read');
    expect(kindsOf(found(busy(everybody), [31, 32]), `west-${alone}`)).not.toContain('bulk-read');
  });

  it('evaluates somebody new by their role', () => {
    const all = usual();
    all.principals.set('new', {
      id: 'new',
      kind: 'human',
      role: 'nurse',
      department: 'East',
      timeZone: zone,
    });
    all.hours.push(...[8, 9, 10, 11].map((hour) => looks('new', 30, hour, 2)));
    expect(kindsOf(found(all, [30, 31]), 'new')).not.toContain('bulk-read');
    all.hours.push(looks('new', 30, 12, 90));
    expect(kindsOf(found(all, [30, 31]), 'new')).toContain('bulk-read');
  });
});

describe('low-and-slow', () => {
  it('tells of a few strangers in every shift, which is never much', () => {
    const all = usual();
    const own = all.hours.filter(({ principal, hour }) => principal === 'east-0' && hour >= at(day(18), 0));
    const dates = [...new Set(own.map(({ hour }) => hour.slice(0, 10)))];
    expect(dates.length).toBeGreaterThanOrEqual(6);
    for (const date of dates)
      all.hours.push(
        hourOf('east-0', at(date, 13), {
          resource: '/other',
          patients: ['a', 'b', 'c', 'd', 'e'].map((each) => `${each}${date}`),
        }),
      );
    const last = dates.at(-1) ?? '';
    const number = (Date.parse(last) - Date.parse(day(0))) / 86_400_000;
    expect(kindsOf(found(all, [number, number + 1]), 'east-0')).toEqual(['low-and-slow']);
  });

  it('does not tell of a nurse who floats to another ward', () => {
    const all = usual();
    const floated = new Set([27, 28, 29, 30].map(day));
    const hours = all.hours.filter(
      ({ principal, hour }) => !(principal === 'east-0' && floated.has(hour.slice(0, 10))),
    );
    const theirs = hours.filter(
      ({ principal, hour }) => principal === 'west-0' && floated.has(hour.slice(0, 10)),
    );
    expect(theirs.length).toBeGreaterThan(10);
    const moved = { ...all, hours: [...hours, ...theirs.map((each) => ({ ...each, principal: 'east-0' }))] };
    expect(kindsOf(found(moved, [27, 31]), 'east-0')).toEqual([]);
  });
});

describe('patient-crowding', () => {
  const crowd = [
    'east-0',
    'east-4',
    'west-1',
    'west-5',
    'icu-0',
    'icu-2',
    'surgery-0',
    'surgery-3',
    'coding-1',
    'coding-4',
  ];

  it('tells of many from everywhere who look once at one patient', () => {
    const all = usual();
    crowd.forEach((who, place) =>
      all.hours.push(hourOf(who, at(day(30), 8 + (place % 9)), { resource: '/other', patients: ['famous'] })),
    );
    const finding = found(all, [30, 31]).find(({ kind }) => kind === 'patient-crowding');
    expect(finding?.principals).toEqual(crowd.toSorted());
    expect(JSON.stringify(finding)).not.toContain('famous');
  });

  it('tells of a smaller crowd once half a day has shown that nobody comes back', () => {
    const crowds = (days: readonly [number, number], isAdmitted = false): number => {
      const all = usual();
      const people = [0, 3, 6, 9, 2, 5].flatMap((n) => [`surgery-${n}`, `icu-${n}`]);
      const look = (who: string, hour: number): void => {
        all.hours.push(hourOf(who, at(day(30), hour), { resource: '/other', patients: ['seen'] }));
      };
      people.forEach((who, place) => look(who, 6 + place));
      // Both departments go on until the end of the next day.
      for (let hour = 18; hour < (isAdmitted ? 48 : 0); hour += 2)
        look(hour % 4 === 0 ? 'icu-3' : 'surgery-4', hour);
      return found(all, days).filter(({ kind }) => kind === 'patient-crowding').length;
    };
    expect(crowds([30, 31])).toBe(0);
    expect(crowds([30, 32])).toBe(1);
    expect(crowds([30, 32], true)).toBe(0);
  });

  it('does not take the first teams of a history for crowds, however many departments there are', () => {
    const all = hospital();
    for (let n = 0; n < 40; n += 1)
      staff(all, { name: `ward${n}`, people: 5, starts: [7], length: 8, seed: n + 1 }, [0, 6]);
    for (const [place, who] of [
      'ward1-1',
      'ward1-2',
      'ward1-3',
      'ward1-4',
      'ward2-1',
      'ward2-2',
      'ward2-3',
      'ward2-4',
    ].entries())
      all.hours.push(hourOf(who, at(day(4), 7 + place), { resource: '/other', patients: ['admitted'] }));
    expect(found(all, [4, 6]).filter(({ kind }) => kind === 'patient-crowding')).toEqual([]);
  });

  it('does not tell of a patient who is admitted and moved', () => {
    const all = usual();
    for (let hour = 8; hour < 20; hour += 1)
      for (const who of [
        'surgery-0',
        'surgery-3',
        'surgery-6',
        'icu-0',
        'icu-2',
        'icu-4',
        'east-0',
        'east-4',
      ])
        all.hours.push(hourOf(who, at(day(30), hour), { resource: '/other', patients: ['admitted'] }));
    expect(found(all, [30, 31]).filter(({ kind }) => kind === 'patient-crowding')).toEqual([]);
  });
});

describe('after-hours', () => {
  const night = (who: string, number: number, hours = [2, 3]) =>
    hours.map((hour) => looks(who, number, hour, 5));

  it('tells of an office that reads at night', () => {
    const all = usual();
    all.hours.push(...night('coding-0', 30));
    expect(kindsOf(found(all, [30, 31]), 'coding-0')).toContain('after-hours');
  });

  it('tells of somebody of the day shift who looks for a while at night, not of a night that was swapped', () => {
    const briefly = usual();
    briefly.hours.push(...night('east-0', 32 - 1));
    expect(kindsOf(found(briefly, [31, 32]), 'east-0')).toContain('after-hours');
    const swapped = usual();
    swapped.hours.push(
      ...Array.from({ length: 12 }, (_, hour) =>
        hourOf('east-2', at(day(30), 19 + hour), { resource: '/other', patients: ['east-1-6', 'east-2-6'] }),
      ),
    );
    expect(kindsOf(found(swapped, [30, 32]), 'east-2')).not.toContain('after-hours');
  });

  it('tells of somebody whose work nobody else does, and of reads that name no patient', () => {
    const alone = (patients: number): string[] => {
      const all = usual();
      staff(
        all,
        { name: 'archive', role: 'Archivist', people: 1, starts: [8], length: 9, weekends: false },
        [0, 32],
      );
      const reads = patients > 0 ? {} : { source: 'sql' as const, calls: 80, reads: 80 };
      all.hours.push({ ...looks('archive-0', 30, 3, patients), ...reads });
      return kindsOf(found(all, [30, 31]), 'archive-0');
    };
    expect(alone(20)).toContain('after-hours');
    expect(alone(0)).toContain('after-hours');
  });

  it('does not tell of overtime', () => {
    const all = usual();
    all.hours.push(...[17, 18, 19, 20].map((hour) => looks('coding-0', 30, hour, 3)));
    expect(kindsOf(found(all, [30, 31]), 'coding-0')).not.toContain('after-hours');
  });

  it('does not tell of a busy hour at night with patients of the ward, where colleagues work then', () => {
    const nights = (patients: readonly string[]): string[] => {
      const all = usual();
      all.hours.push(
        ...[2, 3].map((hour) => hourOf('east-0', at(day(31), hour), { patients: [...patients] })),
      );
      return kindsOf(found(all, [31, 32]), 'east-0');
    };
    const [own, others] = ['east', 'coding'].map((place) =>
      Array.from({ length: 8 }, (_, bed) => `${place}-${bed}-${Math.floor((31 + bed) / 5)}`),
    ) as [string[], string[]];
    expect(nights(own)).not.toContain('after-hours');
    expect(nights(others)).toContain('after-hours');
  });

  it('goes by the clock on the wall through the end of summer time', () => {
    // The last usual hour begins at 15:00. 19:00 in winter is four hours later; without the change it would be five.
    const comesBack = (hour: number): string[] => {
      const all = usual({}, 29);
      all.hours.push(hourOf('coding-0', at(day(29), hour), { patients: ['p', 'q', 'r', 's', 't', 'u'] }));
      return kindsOf(found(all, [29, 30]), 'coding-0');
    };
    expect(at(day(29), 19)).toContain('T00:00');
    expect(comesBack(19)).toEqual([]);
    expect(comesBack(20)).toEqual(['after-hours']);
  });

  it('takes a holiday for a day off: who looks at strangers then is told of', () => {
    const holiday = day(30);
    const reads = (holidays: ReadonlySet<string>, patients: readonly string[]): string[] => {
      const all = usual({ holidays });
      const hours = all.hours.filter(
        ({ principal, hour }) => !(principal.startsWith('coding') && hour.startsWith(holiday)),
      );
      const work = [10, 11].map((hour) => hourOf('coding-0', at(holiday, hour), { patients: [...patients] }));
      return kindsOf(found({ ...all, hours: [...hours, ...work] }, [30, 31]), 'coding-0');
    };
    const strangers = ['p', 'q', 'r', 's', 't', 'u'];
    expect(reads(new Set([holiday]), strangers)).toContain('after-hours');
    expect(reads(new Set([holiday]), ['coding-1-7', 'coding-2-7'])).not.toContain('after-hours');
    expect(reads(new Set(), strangers)).not.toContain('after-hours');
  });
});

it('rows that come late, or again, count once and count', () => {
  const all = usual();
  const early = looks('east-0', 30, 12, 3);
  const complete = looks('east-0', 30, 12, 60);
  expect(kindsOf(found({ ...all, hours: [...all.hours, early] }, [30, 31]), 'east-0')).not.toContain(
    'bulk-read',
  );
  const corrected = found({ ...all, hours: [...all.hours, early, complete] }, [30, 31]);
  expect(corrected).toEqual(found({ ...all, hours: [...all.hours, complete] }, [30, 31]));
  expect(kindsOf(corrected, 'east-0')).toContain('bulk-read');
});

it('nothing is found in history alone', () => {
  expect(found(usual(), [history[0], history[0]])).toEqual([]);
});
