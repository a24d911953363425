import { tenantId } from '../../resource.ts';
import { addressOf } from '../chart.ts';
import type { Job } from '../habits.ts';
import type { Person } from '../people.ts';
import type { Random } from '../random.ts';
import type { Row } from '../row.ts';
import { shiftsOf } from '../schedule.ts';
import type { Shift } from '../schedule.ts';
import type { Service } from '../services.ts';
import { day } from '../time.ts';
import { isAway, isEmployed } from '../world.ts';
import type { World } from '../world.ts';

export const incidentKinds = [
  'bulk-read',
  'low-and-slow',
  'after-hours',
  'enumeration',
  'export',
  'unapproved-agent',
  'dormant-principal',
  'service-misuse',
  'new-operation',
  'new-network',
  'denied-burst',
  'terminated-access',
  'patient-crowding',
  'privilege-then-read',
  'audit-disabled',
] as const;
export type IncidentKind = (typeof incidentKinds)[number];

/** The truth about an incident: what has happened, and in whose name. */
export interface Label {
  readonly kind: IncidentKind;
  /** Id in the directory; for whoever is not in it, as the log says it. */
  readonly principal: string;
  readonly principals?: readonly string[];
  /** By which other names logs know the principal. */
  readonly logins: readonly string[];
  /** UTC date of the start. */
  readonly day: string;
  readonly start: string;
  readonly end: string;
  /** The strength, for the kinds that differ in it alone; 1 for the others. */
  readonly strength: number;
  /** Which variant it is, in a few words. */
  readonly what: string;
}

export interface Incident {
  readonly label: Label;
  readonly rows: readonly Row[];
}

/** Somebody at work on a date, chosen for an incident. */
export interface Chosen {
  readonly person: Person;
  readonly date: number;
  readonly shift: Shift;
  /** The address at which the person sits. */
  readonly address: string;
}

export interface Scene {
  readonly world: World;
  readonly services: ReadonlyMap<string, Service>;
  readonly strength: number;
  /** Dates on which incidents may begin. */
  readonly dates: readonly number[];
  readonly random: Random;
  /** Somebody of such jobs, at work on a date, who has to do with nothing else these days. */
  atWork(jobs: readonly Job[], accept?: (person: Person) => boolean): Chosen;
  /** Somebody of such jobs, off on a date and around it. */
  offDuty(jobs: readonly Job[], accept?: (person: Person) => boolean): Omit<Chosen, 'shift'>;
  /** A date for a service on which nothing else is done in its name. */
  dateOf(service: Service): number;
}

/** Days between two incidents of one principal, so that each can be told from the other. */
const apart = 5 * day;

export function scene(
  world: World,
  services: ReadonlyMap<string, Service>,
  strength: number,
  random: Random,
): Scene {
  const { calendar } = world;
  const end = calendar.from + (calendar.days - 2) * day;
  const dates = Array.from(
    { length: Math.max(1, Math.floor((end - calendar.watched) / day) - 1) },
    (_, index) => calendar.watched + (index + 1) * day,
  ).filter((date) => date !== calendar.casualties);
  const taken = new Map<string, number[]>();
  const isFree = (id: string, date: number): boolean =>
    (taken.get(id) ?? []).every((other) => Math.abs(other - date) >= apart);
  const take = (id: string, date: number): void => void taken.set(id, [...(taken.get(id) ?? []), date]);

  function choose<T>(
    jobs: readonly Job[],
    accept: (person: Person) => boolean,
    on: (person: Person, date: number) => T | undefined,
  ) {
    const candidates = world.people.filter(
      (each) =>
        jobs.includes(each.job) &&
        !each.before &&
        each.ends === undefined &&
        each.starts < calendar.from &&
        accept(each),
    );
    for (let attempt = 0; attempt < 2000; attempt++) {
      const person = random.pick(candidates);
      // The same people again only where there are few of them.
      if (taken.has(person.actor.id) && attempt < 200) continue;
      const date = random.pick(dates);
      const found = isFree(person.actor.id, date) ? on(person, date) : undefined;
      if (found === undefined) continue;
      take(person.actor.id, date);
      return { person, date, found };
    }
    throw new Error(`nobody is left for an incident: ${jobs.join(', ')}`);
  }

  const regular = (person: Person, date: number) =>
    shiftsOf(person, date, world).find(({ kind }) => kind === 'regular');
  const isOff = (person: Person, date: number) => {
    const near = [date - day, date, date + day];
    const employed = isEmployed(person, date) && !isAway(person, date);
    const nights = shiftsOf(person, date - day, world).length + shiftsOf(person, date, world).length;
    const called = near.some((each) => world.onCall.get(each)?.some((duty) => duty.person === person));
    return employed && !called && (person.rota === undefined || nights === 0) ? true : undefined;
  };

  return {
    world,
    services,
    strength,
    dates,
    random,
    atWork(jobs, accept = () => true) {
      const { person, date, found } = choose(jobs, accept, regular);
      return { person, date, shift: found, address: addressOf(person, false, random) };
    },
    offDuty(jobs, accept = () => true) {
      const { person, date } = choose(jobs, accept, isOff);
      return { person, date, address: addressOf(person, random.chance(0.5), random) };
    },
    dateOf({ actor }) {
      for (let attempt = 0; attempt < 2000; attempt++) {
        const date = random.pick(dates);
        if (!isFree(actor.id, date)) continue;
        take(actor.id, date);
        return date;
      }
      throw new Error(`no date is left for ${actor.displayName}`);
    },
  };
}

/** An incident of its rows. */
export function incident(
  kind: IncidentKind,
  what: string,
  actor: { readonly id: string; readonly login: string },
  rows: readonly Row[],
  rest: { readonly strength?: number; readonly principals?: readonly string[] } = {},
): Incident {
  const times = rows.map(({ at }) => at);
  const start = times.reduce((least, at) => Math.min(least, at), Infinity);
  const end = times.reduce((most, at) => Math.max(most, at), -Infinity);
  return {
    rows,
    label: {
      kind,
      principal: actor.id,
      ...(rest.principals ? { principals: rest.principals } : {}),
      logins: [actor.login, `${actor.login}@${tenantId}`],
      day: new Date(start).toISOString().slice(0, 10),
      start: new Date(start).toISOString(),
      end: new Date(end).toISOString(),
      strength: rest.strength ?? 1,
      what,
    },
  };
}
