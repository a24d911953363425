import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Actor, Row } from './row.ts';
import { fhir } from './rows/fhir.ts';
import { minute } from './time.ts';
import type { World } from './world.ts';

/** The mark of data that would be PHI, so that a test of redaction can look for it. */
export const mark = 'PHIMARK';

const surnames = [
  'ALDERSON',
  'BRIGHTLEY',
  'CORVINE',
  'DELACROIX',
  'EVERMOOR',
  'FENWICK',
  'GOLDWATER',
  'HOLLIS',
];

export function markedName(random: Random): string {
  return `${mark}-${random.pick(surnames)}`;
}

/** Writes an address as FHIR does: mapped to IPv6 now and then, now and then with a port. */
export function written(address: string, random: Random): string {
  if (address.includes(':')) return address;
  if (random.chance(0.2)) return `::ffff:${address}`;
  return random.chance(0.05) ? `${address}:${random.int(1025, 65_000)}` : address;
}

export interface Visit {
  readonly actor: Actor;
  readonly address: string;
  readonly at: number;
  /** Requests, about. */
  readonly requests?: number;
  readonly status?: number;
  readonly user?: string;
}

/** A look into the record of one patient: some requests within a few minutes. */
export function visit(
  { actor, address, at, status, user, ...rest }: Visit,
  patient: number,
  world: World,
  random: Random,
): Row[] {
  const id = world.patients.idOf(patient);
  const count = Math.max(1, random.poisson(rest.requests ?? world.habits.requests / 2));
  const rows: Row[] = [];
  for (let index = 0, time = at; index < count; index++, time += random.int(400, 40_000)) {
    const call = { actor, at: time, address: written(address, random), ...(user ? { user } : {}) };
    const failed = random.chance(0.012) ? (random.chance(0.8) ? 404 : 403) : undefined;
    const answer = status ?? failed;
    rows.push(
      ...fhir(
        { ...call, ...world.habits.request(id, random), ...(answer ? { status: answer } : {}) },
        random,
      ),
    );
  }
  return rows;
}

/** A search for a patient by name and date of birth, as a registration desk does. */
export function findByName({ actor, address, at }: Visit, random: Random): Row[] {
  const born = `${random.int(1931, 2020)}-0${random.int(1, 9)}-1${random.int(0, 9)}`;
  const posted = random.chance(0.15);
  const path = posted ? '/Patient/_search' : `/Patient?name=${markedName(random)}&birthdate=${born}`;
  return fhir(
    { actor, at, address: written(address, random), operation: 'search-type', type: 'Patient', path },
    random,
  );
}

/** The address of the workstation or, from outside the building, of the tunnel. */
export function addressOf(person: Person, remote: boolean, random: Random): string {
  return remote ? person.remote : `${person.place}.${random.int(2, 60)}`;
}

/** Moments in a stretch of time, fewer of them at lunch. */
export function moments(
  count: number,
  start: number,
  end: number,
  lunch: number | undefined,
  random: Random,
): number[] {
  const times: number[] = [];
  while (times.length < count) {
    const at = start + random.next() * (end - start);
    const pause = lunch !== undefined && at > lunch && at < lunch + 40 * minute;
    if (!pause || random.chance(0.2)) times.push(at);
  }
  return times.map(Math.floor).toSorted((one, other) => one - other);
}
