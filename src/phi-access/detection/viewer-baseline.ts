import { logPoisson } from './baseline.ts';
import type { DetectionContext, Person, View } from './types.ts';

const span = 24;

const lookBack = 14 * 24;

/** Patients with fewer new viewers a day say nothing of crowds. */
const fewest = 4;

/** The days without anybody of a department that are assumed before any are learned, beside one day with somebody. */
const mostlyAbsent = 20;

/** Logarithm of how probable it is that word goes round in one of a dozen departments, and brings just this number of people. */
const wordGoesRound = -4.5;

/**
 * The people who look at a patient within a day, of departments that did not in the two weeks before; each with the
 * number of hours in which they did.
 */
export type Newcomers = ReadonlyMap<Person, number>;

/** The usual ways in which patients come by many new viewers in a day: an admission, a transfer, a visit to a clinic. */
export interface Company {
  readonly days: number;
  /** Per department, on how many of those days how many of it came. */
  readonly counts: ReadonlyMap<string, readonly number[]>;
  /** Per department, how many came, and how many of them in more than one hour. */
  readonly returns: ReadonlyMap<string, { readonly came: number; readonly returned: number }>;
  /** On how many of those days this many or more looked in one hour alone. */
  readonly glances: readonly number[];
  /** The part of all people that works in each department. */
  readonly shares: ReadonlyMap<string, number>;
}

/** Learns it from the days before a time, in one pass over each patient's views. */
export function learnCompany(context: DetectionContext, until: number): Company {
  const counts = new Map<string, number[]>();
  const returns = new Map<string, { came: number; returned: number }>();
  const glances: number[] = [];
  let days = 0;
  // In the first days of a history everybody is new to everybody.
  const from = Math.ceil((context.history.since + 7 * 24) / span) * span;
  for (const views of context.history.views.values()) {
    if (views.length < fewest) continue;
    const perDay = new Map<number, number>();
    for (const { at } of views) {
      const day = Math.floor(at / span);
      perDay.set(day, (perDay.get(day) ?? 0) + 1);
    }
    for (const [day, seen] of perDay) {
      const start = day * span;
      if (seen < fewest || start < from || start + span > until) continue;
      const came = newcomers(context, views, start, start + span);
      if (came.size < fewest) continue;
      days += 1;
      const once = [...came.values()].filter((hours) => hours < 2).length;
      for (let k = 0; k <= once; k += 1) glances[k] = (glances[k] ?? 0) + 1;
      for (const [group, people] of byGroup(context, came)) {
        const row = counts.get(group) ?? [];
        row[people.length] = (row[people.length] ?? 0) + 1;
        counts.set(group, row);
        const seen = returns.get(group) ?? { came: 0, returned: 0 };
        seen.came += people.length;
        seen.returned += people.filter(([, hours]) => hours > 1).length;
        returns.set(group, seen);
      }
    }
  }
  return { days, counts, returns, glances, shares: sharesOf(context) };
}

/** New viewers of a patient between two hours. */
export function newcomers(
  context: DetectionContext,
  views: readonly View[],
  start: number,
  end: number,
): Newcomers {
  const hours = new Map<Person, number>();
  const met = new Set<string>();
  for (const { person, at } of views) {
    if (at >= end || at < start - lookBack) continue;
    const viewer = context.history.people.get(person);
    if (viewer?.kind !== 'human') continue;
    if (at < start) met.add(groupOf(context, viewer));
    else hours.set(viewer, (hours.get(viewer) ?? 0) + 1);
  }
  for (const viewer of hours.keys()) if (met.has(groupOf(context, viewer))) hours.delete(viewer);
  return hours;
}

/**
 * Returns how much better a crowd explains these viewers than care does, as a logarithm. A crowd comes from every
 * department by its size, or word goes round in some of them; and each looks once. Care brings the team of one
 * department, again and again, and from the other departments those who are needed.
 */
export function evidenceOfCrowd(context: DetectionContext, came: Newcomers, company: Company): number {
  const { days, counts, returns, glances, shares } = company;
  const groups = byGroup(context, came);
  let [everywhere, inSome, looks] = [0, 0, 0];
  for (const [group, share] of shares) {
    const people = groups.get(group) ?? [];
    const care = logShare(counts.get(group) ?? [], people.length, days);
    everywhere += Math.min(6, logPoisson(people.length, came.size * share) - care);
    inSome += (people.length === 0 ? 0 : wordGoesRound) - care;
    const { came: seen = 0, returned = 0 } = returns.get(group) ?? {};
    const again = (returned + 1) / (seen + 4);
    for (const [, hours] of people)
      looks += hours > 1 ? Math.log(0.05 / again) : Math.log(0.95 / (1 - again));
  }
  const once = [...came.values()].filter((hours) => hours < 2).length;
  const many = -Math.log(((glances[once] ?? 0) + 0.5) / (days + 1));
  return Math.max(everywhere, inSome) + looks + many;
}

export function groupOf(context: DetectionContext, person: Person): string {
  return context.careGroup(person) ?? '';
}

function logShare(row: readonly number[], people: number, days: number): number {
  if (people === 0)
    return Math.log(
      (days - row.reduce((sum, count) => sum + (count ?? 0), 0) + mostlyAbsent) / (days + mostlyAbsent + 1),
    );
  let near = 0;
  for (let k = Math.max(1, people - 1); k <= people + 1; k += 1) near += (row[k] ?? 0) / 3;
  return Math.log((near + 0.3) / (days + 2));
}

function byGroup(context: DetectionContext, came: Newcomers): Map<string, [Person, number][]> {
  return Map.groupBy(came, ([person]) => groupOf(context, person));
}

function sharesOf(context: DetectionContext): ReadonlyMap<string, number> {
  const people = [...context.history.people.values()].filter(
    (person) => person.kind === 'human' && person.days.size > 3,
  );
  return new Map(
    [...Map.groupBy(people, (person) => groupOf(context, person))].map(([group, members]) => [
      group,
      members.length / people.length,
    ]),
  );
}
