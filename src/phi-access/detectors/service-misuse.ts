import { counted } from '../../base/index.ts';
import type { DetectionContext, Hour, Person, Shift } from '../detection/index.ts';
import { baseline, finding, isPerson, quantile, sum } from '../detection/index.ts';
import type { AccessFinding, AccessHour } from '../model/index.ts';

const leastDays = 10;

/** A machine works at hours at which it never did, or reads several times what it ever did: somebody else may hold its secret. */
export function serviceMisuse(context: DetectionContext): AccessFinding[] {
  return context.active.flatMap((person) => {
    if (person.kind === 'human' || (person.kind === 'unknown' && isPerson(person.id))) return [];
    return context.current(person).flatMap(({ shift, before }) => {
      if (before.length < leastDays) return [];
      return [
        ...oddHours(context, person, shift, before),
        ...muchForTheHour(context, person, shift, before),
        ...muchForADay(person, shift, before),
      ];
    });
  });
}

function oddHours(
  context: DetectionContext,
  person: Person,
  shift: Shift,
  before: readonly Shift[],
): AccessFinding[] {
  const used = new Set(before.flatMap(({ hours }) => hours.map(({ at }) => clock(context, person, at))));
  const odd = shift.hours.filter(({ at }) =>
    around(clock(context, person, at)).every((hour) => !used.has(hour)),
  );
  const parts = odd.flatMap((hour) => hour.parts);
  const reads = sum(parts, (part) => part.reads);
  if (reads < 5) return [];
  return [
    finding(
      'service-misuse',
      person,
      parts,
      'high',
      0.8,
      { reads, hours: odd.length, hoursOfDayUsedBefore: used.size, daysOfHistory: before.length },
      `${reads} successful reads at a time of day at which it never worked in ${before.length} days.`,
    ),
  ];
}

interface Measure {
  readonly name: string;
  readonly of: (part: AccessHour) => number;
  /** Less in an hour than this is not told, and less in a day than four times this. */
  readonly floor: number;
}

const measures: readonly Measure[] = [
  { name: 'patients', of: (part) => part.patientCount, floor: 20 },
  { name: 'reads', of: (part) => part.reads, floor: 60 },
  { name: 'rows', of: (part) => part.rows, floor: 2000 },
  { name: 'bytes', of: (part) => part.bytes, floor: 200_000_000 },
];

/** Compared with the same time of day: a portal is idle at night, a backup by day. */
function muchForTheHour(
  context: DetectionContext,
  person: Person,
  shift: Shift,
  before: readonly Shift[],
): AccessFinding[] {
  const past = Map.groupBy(
    before.slice(-28).flatMap(({ hours }) => hours),
    ({ at }) => clock(context, person, at),
  );
  const days = Math.min(28, before.length);
  return measures.flatMap(({ name, of, floor }) => {
    const odd = shift.hours.flatMap((hour) => {
      const seen = sum(hour.parts, of);
      if (seen < floor) return [];
      const near = around(clock(context, person, hour.at)).flatMap((each) => past.get(each) ?? []);
      const amounts = near.map(({ parts }) => sum(parts, of));
      // On days without any work at that time there was none.
      const idle = Array.from({ length: Math.max(0, days - amounts.length) }, () => 0);
      const usual = baseline(
        [...amounts, ...idle].map((amount) => Math.log1p(amount)),
        0.35,
      );
      const most = quantile(amounts, 1);
      const z = (Math.log1p(seen) - usual.median) / usual.spread;
      return z >= 4 && seen >= 2 * most ? [{ hour, seen, most }] : [];
    });
    const worst = odd.toSorted((a, b) => b.seen - a.seen)[0];
    if (!worst) return [];
    return [
      volume(
        person,
        odd.flatMap(({ hour }) => hour.parts),
        name,
        worst.seen,
        worst.most,
        before.length,
        'one hour',
        'around that time of day ',
      ),
    ];
  });
}

function muchForADay(person: Person, shift: Shift, before: readonly Shift[]): AccessFinding[] {
  return measures.flatMap(({ name, of, floor }) => {
    const seen = sum(shift.parts, of);
    const most = quantile(
      before.map(({ parts }) => sum(parts, of)),
      1,
    );
    if (seen < 4 * floor || seen < 2 * most) return [];
    return [
      volume(
        person,
        shift.parts.filter((part) => of(part) > 0),
        name,
        seen,
        most,
        before.length,
        'one day',
        '',
      ),
    ];
  });
}

function volume(
  person: Person,
  parts: readonly AccessHour[],
  name: string,
  seen: number,
  most: number,
  days: number,
  span: string,
  when: string,
): AccessFinding {
  return finding(
    'service-misuse',
    person,
    parts,
    seen >= 5 * most ? 'high' : 'medium',
    Math.min(1, seen / (8 * (most + 1))),
    { [name]: seen, most, daysOfHistory: days },
    `${Math.round(seen)} ${name} in ${span}, where ${counted(Math.round(most), 'was the most', 'were the most')} ${when}in ${days} days.`,
  );
}

function clock(context: DetectionContext, person: Person, at: Hour['at']): number {
  return context.calendar.local(at, context.zoneOf(person)).hour;
}

function around(hour: number): readonly number[] {
  return [(hour + 23) % 24, hour, (hour + 1) % 24];
}
