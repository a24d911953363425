import type { Calendar } from './calendar.ts';
import type { Habits } from './habits.ts';
import type { Random } from './random.ts';
import { day } from './time.ts';

export interface Ward {
  readonly name: string;
  readonly kind: Habits['wards'][number]['kind'];
  readonly site: 0 | 1;
  readonly zone: string;
  /** Patients by bed on a date; in an emergency department or a clinic, those who come on it. */
  patients(date: number): readonly number[];
  /** Returns the patients who left on a date. */
  left(date: number): readonly number[];
}

export interface Patients {
  /** The number of patients that the hospital has on record. */
  readonly known: number;
  readonly wards: readonly Ward[];
  idOf(patient: number): string;
}

const beds = { ward: 24, icu: 12 };
const arrivals = { emergency: 46, clinic: 55 };

function inpatients(kind: 'ward' | 'icu', calendar: Calendar, known: number, random: Random) {
  const byDate = new Map<number, number[]>();
  const leaving = new Map<number, number[]>();
  const end = calendar.from + (calendar.days + 2) * day;
  for (let bed = 0; bed < beds[kind]; bed++) {
    let date = calendar.from - random.int(1, 12) * day;
    while (date < end) {
      const patient = random.int(1, known);
      const stay = 1 + Math.min(30, Math.floor(random.logNormal(kind === 'icu' ? 2.5 : 3.5, 0.8)));
      for (let index = 0; index < stay; index++, date += day) {
        const list = byDate.get(date) ?? [];
        list[bed] = patient;
        byDate.set(date, list);
      }
      leaving.set(date, [...(leaving.get(date) ?? []), patient]);
    }
  }
  return { byDate, leaving };
}

function visitors(kind: 'emergency' | 'clinic', calendar: Calendar, known: number, random: Random) {
  const byDate = new Map<number, number[]>();
  for (let index = -14; index < calendar.days + 2; index++) {
    const date = calendar.from + index * day;
    const surge = kind === 'emergency' && date === calendar.casualties ? 3 : 1;
    const open = kind === 'emergency' || calendar.isWorkday(date);
    const count = open ? random.poisson(arrivals[kind] * surge * random.logNormal(1, 0.12)) : 0;
    byDate.set(
      date,
      Array.from({ length: count }, () => random.int(1, known)),
    );
  }
  return { byDate, leaving: byDate };
}

function ward(
  place: Habits['wards'][number],
  name: string,
  zone: string,
  calendar: Calendar,
  known: number,
  random: Random,
): Ward {
  const { kind } = place;
  const { byDate, leaving } =
    kind === 'ward' || kind === 'icu'
      ? inpatients(kind, calendar, known, random)
      : visitors(kind, calendar, known, random);
  return {
    name,
    kind,
    site: place.site,
    zone,
    patients: (date) => byDate.get(date) ?? [],
    left: (date) => leaving.get(date) ?? [],
  };
}

/** Decides who lies where on which date; everybody is a number until a log is written. */
export function patients(habits: Habits, calendar: Calendar, copies: number, random: Random): Patients {
  const known = 24_000 * copies;
  const ids: string[] = [];
  const wards = Array.from({ length: copies }, (_, copy) =>
    habits.wards.map((place) => {
      const name = copy === 0 ? place.name : `${place.name} ${copy + 1}`;
      return ward(place, name, habits.zones[place.site], calendar, known, random.fork(`ward ${name}`));
    }),
  ).flat();
  return { known, wards, idOf: (patient) => (ids[patient] ??= habits.patientId(patient)) };
}
