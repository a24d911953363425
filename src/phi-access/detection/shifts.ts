import type { AccessHour } from '../model/index.ts';
import type { Hour, Person, Shift } from './types.ts';
import type { Calendar } from './working-calendar.ts';

const pause = 5;

const longest = 24;

/** Keeps the shifts of each person, and works out again only those at or after an hour that changed. */
export function shiftKeeper(
  calendar: Calendar,
  zoneOf: (person: Person) => string,
): (person: Person) => readonly Shift[] {
  const kept = new WeakMap<Person, { version: number; shifts: Shift[] }>();
  return (person) => {
    const before = kept.get(person);
    if (before?.version === person.version) return before.shifts;
    const zone = zoneOf(person);
    const oldest = person.hours[0]?.at ?? 0;
    // What ended well before the change stands; the shift before the change may reach into it.
    const stable = (before?.shifts ?? []).filter(
      (shift) => shift.to + longest + pause < person.changedFrom && shift.from >= oldest,
    );
    const resume = (stable.at(-1)?.to ?? -1) + 1;
    const rest = person.hours.slice(person.hours.findIndex(({ at }) => at >= resume));
    const machine = person.kind !== 'human';
    const shifts = [...stable, ...split(rest, calendar, zone, machine)];
    person.changedFrom = Infinity;
    kept.set(person, { version: person.version, shifts });
    return shifts;
  };
}

function split(hours: readonly Hour[], calendar: Calendar, zone: string, machine: boolean): Shift[] {
  const shifts: Shift[] = [];
  let run: Hour[] = [];
  const close = (): void => {
    if (run.length > 0) shifts.push(summed(run, calendar, zone));
    run = [];
  };
  for (const hour of hours) {
    const first = run[0];
    const last = run.at(-1);
    const apart =
      first && last && machine
        ? calendar.local(hour.at, zone).date !== calendar.local(first.at, zone).date
        : first && last && (hour.at - last.at > pause || hour.at - first.at >= longest);
    if (apart) close();
    run.push(hour);
  }
  close();
  return shifts;
}

function summed(hours: readonly Hour[], calendar: Calendar, zone: string): Shift {
  const parts = hours.flatMap((hour) => hour.parts);
  const patients = new Set<string>();
  let mostInHour = 0;
  let unnamed = 0;
  for (const hour of hours) {
    let inHour = 0;
    for (const part of hour.parts) {
      for (const patient of part.patients) patients.add(patient);
      unnamed += part.patientCount - part.patients.length;
      inHour += part.patientCount;
    }
    mostInHour = Math.max(mostInHour, inHour);
  }
  const from = hours[0]?.at ?? 0;
  const total = (count: (part: AccessHour) => number): number =>
    parts.reduce((sum, part) => sum + count(part), 0);
  return {
    hours,
    parts,
    from,
    to: hours.at(-1)?.at ?? from,
    date: calendar.local(from, zone).date,
    off: calendar.isOff(from, zone),
    // A set of them takes several times the memory.
    patients: [...patients],
    patientCount: patients.size + unnamed,
    mostInHour,
    reads: total((part) => part.reads),
    rows: total((part) => part.rows),
    bytes: total((part) => part.bytes),
    denied: total((part) => part.denied),
    notFound: total((part) => part.notFound),
    largePages: total((part) => part.largePages),
    pages: total((part) => part.pages),
    searches: total((part) => part.searches),
    calls: total((part) => part.calls),
  };
}
