import { detect } from '../../../src/phi-access/detectors/detect.ts';
import type { AccessEvent, AccessHour } from '../../../src/phi-access/model/access-log.ts';
import type { AccessFinding } from '../../../src/phi-access/model/anomaly.ts';
import type { Directory, Principal } from '../../../src/phi-access/model/directory.ts';

export const zone = 'America/New_York';

/** A Monday. */
export const firstDay = '2026-10-05';

/** Numbers between 0 and 1 that are the same again in each run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function hourOf(principal: string, hour: string, rest: Partial<AccessHour> = {}): AccessHour {
  const start = new Date(hour).toISOString();
  const patients = rest.patients ?? [];
  return {
    source: 'fhir',
    hour: start,
    principal,
    resource: '/subscriptions/s/fhir',
    first: start,
    last: new Date(Date.parse(start) + 3_000_000).toISOString(),
    calls: Math.max(1, patients.length * 2),
    reads: patients.length * 2,
    denied: 0,
    notFound: 0,
    patients,
    patientCount: patients.length,
    searches: 0,
    exports: 0,
    largePages: 0,
    pages: 0,
    bytes: 0,
    rows: 0,
    operations: ['read'],
    addresses: ['10.20.1.1'],
    via: [],
    ...rest,
  };
}

/** A day some days after the first, as `YYYY-MM-DD`. */
export function day(number: number): string {
  return new Date(Date.parse(firstDay) + number * 86_400_000).toISOString().slice(0, 10);
}

/** A moment by the wall clock in New York: -4 hours until 1 November 2026, -5 from then on. */
export function at(date: string, hour: number): string {
  const offset = date < '2026-11-01' ? 4 : 5;
  return new Date(Date.parse(date) + (hour + offset) * 3_600_000).toISOString();
}

export interface Hospital {
  readonly hours: AccessHour[];
  readonly events: AccessEvent[];
  readonly principals: Map<string, Principal>;
  readonly directory: Directory;
}

export interface Ward {
  readonly name: string;
  readonly people: number;
  readonly role?: string;
  /** Local hours of a shift. */
  readonly starts: readonly number[];
  readonly length: number;
  readonly weekends?: boolean;
  /** Patients on the ward at a time; each stays for about five days. */
  readonly patients?: number;
  /** How many of them one person has to do with in a shift. */
  readonly each?: number;
  readonly seed?: number;
}

export function hospital(said: Partial<Directory> = {}): Hospital {
  const principals = new Map<string, Principal>();
  return {
    hours: [],
    events: [],
    principals,
    directory: {
      principals,
      approvedAgents: new Set(),
      networks: ['10.20.0.0/16'],
      holidays: new Set(),
      onCall: [],
      vipPatients: new Set(),
      ...said,
    },
  };
}

/** Adds a ward and its work from one day until another. People are `ward-0`, `ward-1` and so on. */
export function staff({ hours, principals }: Hospital, ward: Ward, days: readonly [number, number]): void {
  const next = random(ward.seed ?? 1);
  const { name, people, role = 'Nurse', starts, length, weekends = true, patients = 20, each = 6 } = ward;
  for (let person = 0; person < people; person += 1)
    principals.set(`${name}-${person}`, {
      id: `${name}-${person}`,
      kind: 'human',
      role,
      department: name,
      timeZone: zone,
    });
  for (let number = days[0]; number < days[1]; number += 1) {
    const weekday = number % 7;
    if (weekday > 4 && !weekends) continue;
    for (let person = 0; person < people; person += 1) {
      // Wards work four days of seven, offices five.
      if (weekends && (person + number) % 7 > 3) continue;
      const start = starts[person % starts.length] ?? 8;
      const own = Array.from({ length: Math.max(1, Math.round(each * (0.7 + 0.6 * next()))) }, () => {
        const bed = Math.floor(next() * patients);
        return `${name}-${bed}-${Math.floor((number + bed) / 5)}`;
      });
      for (let hour = 0; hour < length; hour += 1) {
        const seen = own.filter(() => next() < 0.5);
        if (seen.length > 0)
          hours.push(
            hourOf(`${name}-${person}`, at(day(number), start + hour), { patients: [...new Set(seen)] }),
          );
      }
    }
  }
}

/** Adds a machine that works every day at the same hours. */
export function machine(
  { hours, principals }: Hospital,
  id: string,
  at: readonly number[],
  days: readonly [number, number],
  rest: Partial<AccessHour> = {},
  said: Partial<Principal> = {},
): void {
  principals.set(id, { id, kind: 'service', ...said });
  for (let number = days[0]; number < days[1]; number += 1)
    for (const hour of at)
      hours.push(
        hourOf(id, new Date(Date.parse(day(number)) + hour * 3_600_000).toISOString(), {
          patients: Array.from({ length: 10 }, (_, place) => `m${place}`),
          addresses: ['10.20.9.9'],
          ...rest,
        }),
      );
}

/** What is found in a window of some days, with all before it as history. */
export function found(
  { hours, events, directory }: Hospital,
  days: readonly [number, number],
): AccessFinding[] {
  return detect({ window: { from: at(day(days[0]), 0), to: at(day(days[1]), 0) }, hours, events, directory });
}

export function kindsOf(findings: readonly AccessFinding[], principal: string): string[] {
  return [
    ...new Set(findings.filter((each) => each.principal === principal).map(({ kind }) => kind)),
  ].toSorted();
}
