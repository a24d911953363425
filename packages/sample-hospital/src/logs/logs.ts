import { directory } from './directory.ts';
import { everyday } from './everyday.ts';
import type { HabitsName } from './habits.ts';
import { incidents, scene, talkedOf } from './incidents/index.ts';
import type { Label } from './incidents/index.ts';
import { lookalikes } from './lookalikes.ts';
import type { Lookalike } from './lookalikes.ts';
import type { Random } from './random.ts';
import type { Row } from './row.ts';
import { rowsOfService, services } from './services.ts';
import { day, hour, minute } from './time.ts';
import { workOf } from './work.ts';
import { world } from './world.ts';

export { tables, type Row, type Table } from './row.ts';
export { incidentKinds, type IncidentKind, type Label } from './incidents/index.ts';
export type { Lookalike } from './lookalikes.ts';

export interface LogOptions {
  readonly seed: number;
  readonly habits?: HabitsName;
  /** Midnight in UTC of the first date. */
  readonly from?: number;
  readonly days?: number;
  /** The strength of the incidents that differ in it: 1 is what is plain to see. */
  readonly strength?: number;
  /** Part of the rows that arrive late. */
  readonly late?: number;
  /** The factor by which the staff is multiplied. */
  readonly copies?: number;
}

export interface Logs {
  readonly from: number;
  readonly to: number;
  /** The time at which the incidents begin. */
  readonly watched: number;
  readonly labels: readonly Label[];
  readonly lookalikes: readonly Lookalike[];
  readonly directory: ReturnType<typeof directory>;
  /** The rows of each UTC date, in order of time. */
  dates(): Generator<readonly Row[]>;
}

/** 5 October 2026: seven weeks from there on hold the end of daylight saving time and three holidays. */
export const defaultFrom = Date.UTC(2026, 9, 5);
export const defaultDays = 49;

/** Logs of the sample hospital with incidents that are known. The same options give the same rows. */
export function logs(options: LogOptions): Logs {
  const {
    seed,
    habits = 'a',
    from = defaultFrom,
    days = defaultDays,
    strength = 1,
    late = 0.03,
    copies = 1,
  } = options;
  const hospital = world({ seed, habits, from, days, copies });
  const machines = services(hospital.habits, seed);
  const set = (purpose: string) => scene(hospital, machines, strength, hospital.random.fork(purpose));
  const stage = set('incidents');
  const famous = talkedOf(stage);
  const happened = incidents(stage, famous);
  const harmless = lookalikes({ ...stage, random: hospital.random.fork('lookalikes') });
  const gateway = machines.get('Mobile Gateway')!;
  const to = from + days * day;

  function* dates(): Generator<readonly Row[]> {
    const waiting = new Map<number, Row[]>();
    const add = (rows: readonly Row[]): void => {
      for (const row of rows) {
        const date = Math.floor(row.at / day) * day;
        const list = waiting.get(date);
        if (list) list.push(row);
        else waiting.set(date, [row]);
      }
    };
    for (const { rows } of happened) add(rows);
    add(harmless.rows);
    const lateness = hospital.random.fork('late');
    // Rows of a date come from work that began on it or on the day before.
    for (let date = from - day; date <= to; date += day) {
      add(hospital.people.flatMap((person) => workOf(person, date, hospital, gateway)));
      add([...machines.values()].flatMap((service) => rowsOfService(service, date, hospital)));
      add(everyday(hospital, machines, date));
      const done = date - day;
      if (done >= from && done < to) yield delayed(inOrder(waiting.get(done) ?? []), late, lateness);
      waiting.delete(done);
    }
  }
  return {
    from,
    to,
    watched: hospital.calendar.watched,
    labels: happened.map(({ label }) => label),
    lookalikes: harmless.list,
    directory: directory(hospital, machines, famous.slice(0, 1)),
    dates,
  };
}

function inOrder(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => one.at - other.at);
}

/** Lets some rows arrive late: most by minutes, few by almost the two days that Azure Monitor allows. */
function delayed(rows: readonly Row[], share: number, random: Random): Row[] {
  return rows.map((row) => {
    if (!random.chance(share)) return row;
    const delay = Math.min(47 * hour, Math.max(11 * minute, random.logNormal(2 * hour, 1.2)));
    const columns = { ...row.columns, _IngestionTime: new Date(row.at + Math.round(delay)).toISOString() };
    return { ...row, columns };
  });
}
