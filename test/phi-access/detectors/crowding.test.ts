import { expect, test } from 'vitest';
import type { AccessHour } from '../../../src/phi-access/model/access-log.ts';
import { at, day, found, hospital, hourOf, zone } from './hospital.ts';

/** A view of the patient by the one person of a department, some hours after midnight of the day that is evaluated. */
const view = (department: number, hour: number, patient = 'p'): AccessHour =>
  hourOf(`department-${department}`, at(day(30), hour), { patients: [patient], resource: '/other' });

/** Views by one after another of so many people, each of another department, an hour apart. */
const crowd = (people: number, from = 13): AccessHour[] =>
  Array.from({ length: people }, (_, place) => view(place, from + place));

/**
 * Returns what is found of a crowd in a hospital of 20 departments of one person each, and of a ward of five, into which a
 * patient comes every day, of whom all five take care all morning.
 */
function crowdsIn(hours: readonly AccessHour[], days: readonly [number, number], vip: readonly string[]) {
  const all = hospital({ vipPatients: new Set(vip) });
  const person = (id: string, department: string): void => {
    all.principals.set(id, { id, kind: 'human', department, timeZone: zone });
  };
  all.principals.set('engine', { id: 'engine', kind: 'service' });
  for (let n = 0; n < 20; n += 1) {
    person(`department-${n}`, `department ${n}`);
    for (let date = 0; date < 30; date += 1)
      all.hours.push(hourOf(`department-${n}`, at(day(date), 10), { patients: [`of-${n}`] }));
  }
  for (let n = 0; n < 5; n += 1) {
    person(`ward-${n}`, 'ward');
    for (let date = 0; date < 30; date += 1)
      for (const hour of [8, 9, 10])
        all.hours.push(hourOf(`ward-${n}`, at(day(date), hour), { patients: [`admitted-${date}`] }));
  }
  all.hours.push(...hours);
  return found(all, days).filter(({ kind }) => kind === 'patient-crowding');
}

const today = [30, 31] as const;

const tomorrow = [31, 32] as const;

interface Row {
  readonly why: string;
  readonly hours: readonly AccessHour[];
  readonly days: readonly [number, number];
  readonly vip?: boolean;
  readonly told: string;
}

/** So many of the people of a crowd look in the next hour again. */
const again = (people: number): AccessHour[] =>
  Array.from({ length: people }, (_, place) => view(place, 14 + place));

const engine = hourOf('engine', at(day(30), 16), { patients: ['p'] });

/** Somebody looks every other hour from nine in the evening on. */
const goesOn = (who: string): AccessHour[] =>
  Array.from({ length: 20 }, (_, place) =>
    hourOf(who, at(day(30), 21 + 2 * place), { patients: ['p'], resource: '/other' }),
  );

const rows: readonly Row[] = [
  { why: 'eight people', hours: crowd(8), days: today, told: 'high' },
  {
    why: 'eight people, in whatever order',
    hours: crowd(8).map((hour, place) => ({ ...hour, principal: `department-${7 - place}` })),
    days: today,
    told: 'high',
  },
  { why: 'seven people, until half a day has passed', hours: crowd(7), days: today, told: 'nothing' },
  { why: 'seven people, once half a day has passed', hours: crowd(7), days: tomorrow, told: 'high' },
  { why: 'six people, even when half a day has passed', hours: crowd(6), days: tomorrow, told: 'nothing' },
  {
    why: 'four people at a patient of special interest',
    hours: crowd(4),
    days: today,
    vip: true,
    told: 'high',
  },
  { why: 'three people at such a patient', hours: crowd(3), days: today, vip: true, told: 'nothing' },
  {
    why: 'eight people, of whom two look again',
    hours: [...crowd(8), ...again(2)],
    days: today,
    told: 'high',
  },
  {
    why: 'eight people, of whom three look again',
    hours: [...crowd(8), ...again(3)],
    days: today,
    told: 'nothing',
  },
  {
    why: 'seven people, of whom one looks again',
    hours: [...crowd(7), ...again(1)],
    days: tomorrow,
    told: 'medium',
  },
  {
    why: 'seven people, of whom five look again',
    hours: [...crowd(7), ...again(5)],
    days: tomorrow,
    told: 'medium',
  },
  {
    why: 'seven people, of whom six look again',
    hours: [...crowd(7), ...again(6)],
    days: tomorrow,
    told: 'nothing',
  },
  {
    why: 'four at such a patient, two of them again',
    hours: [...crowd(4), ...again(2)],
    days: today,
    vip: true,
    told: 'high',
  },
  {
    why: 'four at such a patient, three of them again',
    hours: [...crowd(4), ...again(3)],
    days: today,
    vip: true,
    told: 'nothing',
  },
  {
    why: 'seven people, of whom one goes on',
    hours: [...crowd(7), ...goesOn('department-0')],
    days: tomorrow,
    told: 'nothing',
  },
  {
    why: 'seven people, and a service that goes on',
    hours: [...crowd(7), ...goesOn('engine')],
    days: tomorrow,
    told: 'high',
  },
  { why: 'seven people and a service', hours: [...crowd(7), engine], days: today, told: 'nothing' },
  { why: 'eight people within 24 hours', hours: [...crowd(7, 17), view(7, 0)], days: today, told: 'high' },
  {
    why: 'eight people, the last 24 hours after the first',
    hours: [...crowd(7, 17), view(7, -1)],
    days: today,
    told: 'nothing',
  },
  {
    why: 'eight people, one of a department that had looked two weeks before',
    hours: [...crowd(8), view(0, -339)],
    days: today,
    told: 'nothing',
  },
  {
    why: 'eight people, one of a department that had looked more than two weeks before',
    hours: [...crowd(8), view(0, -340)],
    days: today,
    told: 'high',
  },
  {
    why: 'eight people at two patients',
    hours: [...crowd(4), ...[4, 5, 6, 7].map((n) => view(n, 17, 'q'))],
    days: today,
    told: 'nothing',
  },
];

test.each(rows)('$told: $why', ({ hours, days, vip = false, told }) => {
  const findings = crowdsIn(hours, days, vip ? ['p'] : []);
  expect(findings.map(({ severity }) => severity).join(', ') || 'nothing').toBe(told);
});

test('a crowd is told by who they were and when, without the patient', () => {
  const others = [view(0, -360), hourOf('engine', at(day(30), 12), { patients: ['p'] }), view(0, 20)];
  const four = [view(1, 13), view(0, 13), view(3, 16), view(2, 15)];
  const [finding] = crowdsIn([...others, ...four], today, ['p']);
  expect(finding).toEqual({
    kind: 'patient-crowding',
    principal: 'department-0',
    principals: ['department-0', 'department-1', 'department-2', 'department-3'],
    start: '2026-11-04T18:00:00.000Z',
    end: '2026-11-04T21:59:59.999Z',
    severity: 'high',
    score: 0.3,
    resources: [],
    counts: { people: 4, departments: 4, evidence: 11.9 },
    explanation:
      '4 people of 4 departments looked at one patient of special interest within a day who had nothing to do with them before.',
  });
});
