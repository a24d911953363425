import { calendar } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import { habits } from './habits.ts';
import type { Habits, HabitsName } from './habits.ts';
import { patients } from './patients.ts';
import type { Patients, Ward } from './patients.ts';
import { people } from './people.ts';
import type { Person } from './people.ts';
import { Random } from './random.ts';
import { day, moment } from './time.ts';

export interface OnCall {
  readonly person: Person;
  readonly start: number;
  readonly end: number;
}

/** All that does not depend on what anybody does in it. */
export interface World {
  readonly habits: Habits;
  readonly calendar: Calendar;
  readonly patients: Patients;
  readonly people: readonly Person[];
  /** By date. */
  readonly onCall: ReadonlyMap<number, readonly OnCall[]>;
  readonly copies: number;
  readonly random: Random;
}

export interface WorldOptions {
  readonly seed: number;
  readonly habits: HabitsName;
  /** Midnight in UTC. */
  readonly from: number;
  readonly days: number;
  /** The factor by which the staff of a hospital of some 215 is multiplied. */
  readonly copies: number;
}

/** Physicians of each ward by turns each night; of IT one for a week. */
function rota(
  everyone: readonly Person[],
  wards: readonly Ward[],
  { from, days }: Calendar,
): Map<number, OnCall[]> {
  const dates = Array.from({ length: days + 1 }, (_, index) => from + index * day);
  const it = everyone.filter(({ job }) => job === 'it');
  const teams = wards
    .filter(({ kind }) => kind === 'ward' || kind === 'icu')
    .map((ward) => everyone.filter((each) => each.job === 'physician' && each.ward === ward));
  return new Map(
    dates.map((date, index) => {
      const chosen = [
        ...teams.map((team) => team[index % team.length]),
        it[Math.floor(index / 7) % it.length],
      ];
      const duties = chosen
        .filter((person) => person !== undefined)
        .filter((person) => isEmployed(person, date))
        .map((person) => ({
          person,
          start: moment(date, 17, person.zone),
          end: moment(date, 32, person.zone),
        }));
      return [date, duties];
    }),
  );
}

export function isEmployed(person: Person, date: number): boolean {
  return date >= person.starts && (person.ends === undefined || date < person.ends - day);
}

export function isAway(person: Person, date: number): boolean {
  return person.away.some(([start, end]) => date >= start && date < end);
}

export function wardOf(person: Person, date: number): Ward | undefined {
  return person.before && date < person.before.until ? person.before.ward : person.ward;
}

export function world(options: WorldOptions): World {
  const random = new Random(options.seed);
  const chosen = habits[options.habits];
  const when = calendar(options.from, options.days, random.fork('calendar'));
  const known = patients(chosen, when, options.copies, random.fork('patients'));
  const everyone = people(chosen, when, known.wards, options.copies, random.fork('people'));
  return {
    habits: chosen,
    calendar: when,
    patients: known,
    people: everyone,
    onCall: rota(everyone, known.wards, when),
    copies: options.copies,
    random,
  };
}
