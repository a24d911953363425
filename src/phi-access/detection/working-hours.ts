import { groupName } from './peers.ts';
import type { DetectionContext, Person } from './types.ts';

/** The hours of working days and of days off at which there is work, before the day that is evaluated. */
interface Roster {
  /** Days of each kind that somebody could have worked on, working days first. */
  readonly days: readonly [number, number];
  /** The number of days with work, per kind of day and local hour. */
  readonly hours: readonly [readonly number[], readonly number[]];
}

export interface Habits {
  /** Returns how probable it is that somebody works in an hour, by their own habits. */
  own(person: Person, at: number): number;
  /** Returns it by the habits of colleagues in the same place. */
  peers(person: Person, at: number): number;
  /** Returns it by both: somebody who has hardly been seen works as colleagues do, and everybody may take over a shift of theirs. */
  chance(person: Person, at: number): number;
}

/** Fewer colleagues than this say little: then those of the role in any department are asked, then those of the department. */
const enough = 3;

/** The habits of colleagues weigh as much as so many days of one's own. */
const trust = 3;

/** The probability of an hour at which somebody was never seen, where nobody works alike. */
const withoutColleagues = 0.003;

/** An hour at which nobody was seen yet is not impossible: it counts as so many days with work. */
const unseen = { own: 0.2, colleagues: 0.1 };

/** An hour next to one of work is as good. Further off it counts by these weights: people come back after work sooner than they come early. */
const nearness = { after: [1, 1, 0.3, 0.1, 0.03], before: [1, 1, 0.02, 0.003] };

const nextTo = { after: [1, 1], before: [1, 1] };

/** The part of what is usual on working days that is usual on days off too: somebody catches up. */
const onDaysOff = 0.02;

export function habitsOf(context: DetectionContext): Habits {
  const ownOf = (person: Person): Roster =>
    context.remember(`roster ${person.id}`, () => rosterOf(context, [person]));
  const peersOf = (person: Person): Roster => {
    const { name, members } = colleagues(context, person);
    if (members.length === 0) return added([]);
    // Of all once, and not of the others for each.
    const all = context.remember(`roster of ${name}`, () => added(members.map(ownOf)));
    return context.remember(`roster around ${person.id}`, () => without(all, ownOf(person)));
  };
  const look = (roster: Roster, person: Person, at: number, least: number): number => {
    const { kind, hour } = whenOf(context, person, at);
    return (nearly(roster.hours[kind], hour, nextTo) + least) / (roster.days[kind] + 1);
  };
  const peers = (person: Person, at: number): number => {
    const roster = peersOf(person);
    const { kind } = whenOf(context, person, at);
    return roster.days[kind] > 0 ? look(roster, person, at, unseen.colleagues) : withoutColleagues;
  };
  const chance = (person: Person, at: number): number => {
    const { kind, hour } = whenOf(context, person, at);
    const { hours, days } = ownOf(person);
    const expected = trust * peers(person, at);
    const found = (nearly(hours[kind], hour, nearness) + expected) / (days[kind] + trust);
    if (kind === 0) return found;
    return found + onDaysOff * ((nearly(hours[0], hour, nearness) + expected) / (days[0] + trust));
  };
  return {
    own: (person, at) => look(ownOf(person), person, at, unseen.own),
    peers,
    chance,
  };
}

function whenOf(
  context: DetectionContext,
  person: Person,
  at: number,
): { readonly kind: 0 | 1; readonly hour: number } {
  const zone = context.zoneOf(person);
  return { kind: context.calendar.isOff(at, zone) ? 1 : 0, hour: context.calendar.local(at, zone).hour };
}

/** Days with work around an hour, weighted by how far after it, or before it, the hour is. */
function nearly(hours: readonly number[], hour: number, { after, before }: typeof nearness): number {
  const days = (weights: readonly number[], sign: 1 | -1): number[] =>
    weights.map((weight, step) => weight * (hours[(hour + sign * step + 24) % 24] ?? 0));
  return Math.max(...days(after, -1), ...days(before, 1));
}

interface Group {
  readonly name: string;
  readonly members: readonly Person[];
}

/**
 * Returns the people who work as the person does, the person included: in the same role and department, else in the same
 * role, else in the department; always in the time zone where the person lives.
 */
function colleagues(context: DetectionContext, person: Person): Group {
  const [role = [], department = []] = context.peers.groups(person);
  const zone = context.zoneOf(person);
  const [work, place] = [groupName(person.info?.role), groupName(person.info?.department)];
  const group = (kind: string, of: readonly Person[], belongs: (peer: Person) => boolean): Group => {
    const name = JSON.stringify([kind, work, place, zone]);
    return {
      name,
      members: context.remember(`members of ${name}`, () =>
        of.filter((peer) => context.zoneOf(peer) === zone && belongs(peer)),
      ),
    };
  };
  const close = group('close', role, (peer) => groupName(peer.info?.department) === place);
  if (close.members.length > enough) return close;
  const sameRole = group('role', role, () => true);
  if (sameRole.members.length > enough) return sameRole;
  const sameDepartment = group('department', department, () => true);
  return sameDepartment.members.length > sameRole.members.length ? sameDepartment : sameRole;
}

function rosterOf(context: DetectionContext, people: readonly Person[]): Roster {
  const days: [number, number] = [0, 0];
  const hours: [number[], number[]] = [clock(), clock()];
  for (const person of people) {
    const zone = context.zoneOf(person);
    const first = person.hours[0]?.at ?? context.from;
    for (let at = first; at < context.from - 24; at += 24) {
      const kind = context.calendar.isOff(at, zone) ? 1 : 0;
      days[kind] = (days[kind] ?? 0) + 1;
    }
    for (const shift of context.shiftsOf(person)) {
      if (shift.to >= context.from - 24) break;
      // Being called in says nothing of habits.
      const worked = shift.hours.filter(({ at }) => !context.calendar.isOnCall(person.id, at, zone));
      for (const { at } of worked) {
        const row = hours[context.calendar.isOff(at, zone) ? 1 : 0];
        const { hour } = context.calendar.local(at, zone);
        row[hour] = (row[hour] ?? 0) + 1;
      }
    }
  }
  return { days, hours };
}

function added(rosters: readonly Roster[]): Roster {
  const total = (pick: (roster: Roster) => readonly number[]): number[] =>
    clock().map((_, hour) => rosters.reduce((sum, roster) => sum + (pick(roster)[hour] ?? 0), 0));
  const sum = (pick: (roster: Roster) => number): number =>
    rosters.reduce((all, roster) => all + pick(roster), 0);
  return {
    days: [sum((roster) => roster.days[0]), sum((roster) => roster.days[1])],
    hours: [total((roster) => roster.hours[0]), total((roster) => roster.hours[1])],
  };
}

function without(all: Roster, own: Roster): Roster {
  const less = (pick: (roster: Roster) => readonly number[]): number[] =>
    clock().map((_, hour) => (pick(all)[hour] ?? 0) - (pick(own)[hour] ?? 0));
  return {
    days: [all.days[0] - own.days[0], all.days[1] - own.days[1]],
    hours: [less((roster) => roster.hours[0]), less((roster) => roster.hours[1])],
  };
}

function clock(): number[] {
  return Array.from({ length: 24 }, () => 0);
}
