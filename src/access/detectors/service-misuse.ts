import type { Finding } from '../types.ts';
import { quantile } from './baseline.ts';
import type { Person } from './history.ts';
import { finding, type Scene } from './scene.ts';
import type { Shift } from './shifts.ts';

const leastDays = 10;

/** A machine works at hours at which it never did, or reads several times what it ever did: somebody else may hold its secret. */
export function serviceMisuse(scene: Scene): Finding[] {
  return scene.active.flatMap((person) => {
    if (person.kind === 'human') return [];
    return scene.current(person).flatMap(({ shift, before }) => {
      if (before.length < leastDays) return [];
      return [...oddHours(scene, person, shift, before), ...tooMuch(person, shift, before)];
    });
  });
}

function oddHours(scene: Scene, person: Person, shift: Shift, before: readonly Shift[]): Finding[] {
  const zone = scene.zoneOf(person);
  const used = Array.from({ length: 24 }, () => 0);
  for (const { hours } of before) {
    for (const { at } of hours) {
      const { hour } = scene.calendar.local(at, zone);
      used[hour] = (used[hour] ?? 0) + 1;
    }
  }
  const near = (hour: number): number =>
    [-1, 0, 1].reduce((sum, step) => sum + (used[(hour + step + 24) % 24] ?? 0), 0);
  const odd = shift.hours.filter(({ at }) => near(scene.calendar.local(at, zone).hour) === 0);
  const reads = odd.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.reads, 0);
  if (odd.length === 0 || reads < 5) return [];
  const hours = used.filter((count) => count > 0).length;
  return [
    finding(
      'service-misuse',
      person,
      odd.flatMap(({ parts }) => parts),
      'high',
      0.8,
      { reads, hours: odd.length, hoursOfDayUsedBefore: hours, daysOfHistory: before.length },
      `${reads} successful reads at a time of day at which it never worked in ${before.length} days.`,
    ),
  ];
}

function tooMuch(person: Person, shift: Shift, before: readonly Shift[]): Finding[] {
  const measures = [
    ['patients', (each: Shift) => each.patientCount, 50],
    ['reads', (each: Shift) => each.reads, 200],
    ['rows', (each: Shift) => each.rows, 5000],
    ['bytes', (each: Shift) => each.bytes, 500_000_000],
  ] as const;
  return measures.flatMap(([name, of, floor]) => {
    const seen = of(shift);
    const most = quantile(before.map(of), 1);
    if (seen < floor || seen < 2 * most) return [];
    return [
      finding(
        'service-misuse',
        person,
        shift.parts.filter((part) => part.reads > 0),
        seen >= 5 * most ? 'high' : 'medium',
        Math.min(1, seen / (8 * (most + 1))),
        { [name]: seen, most, daysOfHistory: before.length },
        `${Math.round(seen)} ${name} in one day, where ${Math.round(most)} were the most in ${before.length} days.`,
      ),
    ];
  });
}
