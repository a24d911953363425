import { addressOf, findByName, markedName, moments, visit } from './chart.ts';
import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Actor, Row } from './row.ts';
import { accounts, blob } from './rows/blob.ts';
import { signIn } from './rows/entra.ts';
import { fhir } from './rows/fhir.ts';
import { dicom, study } from './rows/imaging.ts';
import { sql, type Database } from './rows/sql.ts';
import { vault } from './rows/vault.ts';
import { shiftsOf, type Shift } from './schedule.ts';
import { day, hour, minute } from './time.ts';
import { wardOf, type World } from './world.ts';

/** Everything that one piece of work needs to know. */
export interface Task {
  readonly person: Person;
  readonly date: number;
  readonly shift: Shift;
  readonly world: World;
  readonly random: Random;
}

function anyWard({ world, random, date }: Task): number[] {
  const places = world.patients.wards.filter((ward) => ward.patients(date).length > 0);
  return [...random.pick(places).patients(date)];
}

/** The patients that a person has to do with in a shift. */
export function ownPatients(task: Task): number[] {
  const { person, date, world, random, shift } = task;
  const ward = wardOf(person, date);
  const here = (ward?.patients(date) ?? []).filter((patient) => patient !== undefined);
  const many = (mean: number): number =>
    Math.max(1, random.poisson(mean * Math.min(2.5, shift.load * person.pace)));
  switch (person.job) {
    case 'nurse': {
      if (ward?.kind === 'emergency' || ward?.kind === 'clinic') return random.sample(here, many(11));
      // The same beds for a week, as far as that goes.
      const beds = ward?.kind === 'icu' ? 2 : 5;
      const first =
        (person.number + (random.chance(0.75) ? Math.floor(date / (7 * day)) : random.int(0, 9))) * beds;
      const load = Math.min(here.length, shift.load < 0.5 ? 1 : beds);
      return Array.from({ length: load }, (_, index) => here[(first + index) % here.length]!);
    }
    case 'physician':
      if (ward?.kind === 'emergency' || ward?.kind === 'clinic') return random.sample(here, many(15));
      return random.sample(here, many(11));
    case 'registration':
      return [
        ...random.sample(anyWard(task), many(12)),
        ...Array.from({ length: many(8) }, () => random.int(1, world.patients.known)),
      ];
    case 'billing':
    case 'coder':
      return random.sample(
        world.patients.wards.flatMap((each) => [1, 2, 3, 4, 5].flatMap((ago) => each.left(date - ago * day))),
        many(person.job === 'coder' ? 22 : 14),
      );
    case 'pharmacist':
      return random.sample([...anyWard(task), ...anyWard(task), ...anyWard(task)], many(30));
    case 'imaging':
      return random.sample([...anyWard(task), ...anyWard(task)], many(13));
    case 'researcher': {
      const cohort = world.random.fork(`cohort ${person.actor.id}`);
      const members = Array.from({ length: 160 }, () => cohort.int(1, world.patients.known));
      return random.sample(members, many(14));
    }
    default:
      // People of IT look at a record for a ticket now and then.
      return random.chance(0.1) ? [random.int(1, world.patients.known)] : [];
  }
}

const statements: Partial<Record<Person['job'], readonly [Database, string, number][]>> = {
  billing: [
    ['claims', 'SELECT * FROM dbo.Claim WHERE MemberName = ', 6],
    ['remittance', 'SELECT * FROM dbo.Remittance WHERE PayeeName = ', 14],
    ['claims', 'SELECT TOP 200 * FROM dbo.WorkQueue WHERE Owner = ', 90],
  ],
  registration: [['scheduling', 'SELECT * FROM dbo.Appointment WHERE PatientName = ', 4]],
  pharmacist: [['pharmacy', 'SELECT * FROM rx.Dispense WHERE PatientName = ', 9]],
  researcher: [['ehr', 'SELECT * FROM research.Cohort WHERE Cohort = 7 AND Name <> ', 700]],
  imaging: [['ris', 'SELECT * FROM dbo.Exam WHERE PatientName = ', 5]],
  it: [['ehr', 'SELECT name, state_desc FROM sys.databases WHERE name <> ', 12]],
};
const queries: Partial<Record<Person['job'], number>> = {
  billing: 26,
  registration: 5,
  pharmacist: 8,
  researcher: 6,
  imaging: 3,
  it: 4,
};

function databaseWork({ person, shift, random }: Task, actor: Actor): Row[] {
  const known = statements[person.job];
  if (!known) return [];
  const count = random.poisson((queries[person.job] ?? 0) * shift.load * person.pace);
  return moments(count, shift.start, shift.end, undefined, random).map((at) => {
    const [database, statement, rows] = random.pick(known);
    return sql(
      {
        actor,
        at,
        address: addressOf(person, shift.kind !== 'regular', random),
        database,
        statement: `${statement}'${markedName(random)}'`,
        rows: Math.round(random.logNormal(rows, 0.8)),
        succeeded: !random.chance(0.005),
      },
      random,
    );
  });
}

function fileWork({ person, shift, random, world, date }: Task, actor: Actor): Row[] {
  const address = addressOf(person, shift.kind !== 'regular', random);
  const some = (mean: number) =>
    moments(random.poisson(mean * shift.load), shift.start, shift.end, undefined, random);
  switch (person.job) {
    case 'billing':
      return some(2).map((at) => {
        const object = `outbound/837-${random.hex(8)}.edi`;
        const bytes = random.logNormal(90_000, 0.8);
        return blob(
          { actor, at, address, account: 'stlakesideclaims', operation: 'GetBlob', object, bytes },
          random,
        );
      });
    case 'imaging':
      return some(8).flatMap((at) => {
        const patients = anyWard({ person, shift, random, world, date });
        const uid = study(random.pick(patients));
        const account = random.pick([
          'stlakesideimages',
          'stlakesidecardio',
        ] as const satisfies (keyof typeof accounts)[]);
        const object = `dicom-archive/${uid}/${random.int(1, 40)}.dcm`;
        const bytes = random.logNormal(9_000_000, 0.9);
        return [
          ...dicom({ actor, at, address, operation: 'retrieve-study', study: uid }, random),
          blob({ actor, at: at + 900, address, account, operation: 'GetBlob', object, bytes }, random),
        ];
      });
    case 'researcher':
      return some(1.5).flatMap((at) => {
        const path = `/Condition?code=${random.pick(['E11', 'I10', 'J45'])}&_count=${random.pick([100, 200])}`;
        const call = { actor, at, address, operation: 'search-type', type: 'Condition', path };
        return fhir({ ...call, service: 'cohorts' }, random);
      });
    case 'it':
      return some(1.2).flatMap((at) => {
        const name = random.pick(['kv-lakeside-clinical', 'kv-lakeside-hl7', 'kv-lakeside-keys'] as const);
        const object = `secrets/${random.pick(['connection', 'certificate', 'interface'])}`;
        return vault(
          { actor, at, address, vault: name, operation: 'SecretGet', object, challenged: true },
          random,
        );
      });
    default:
      return [];
  }
}

function signIns({ person, shift, random }: Task): Row[] {
  const address = addressOf(person, shift.kind !== 'regular', random);
  const { actor } = person;
  const at = Math.floor(shift.start - random.between(0.5, 6) * minute);
  const rows = [signIn({ actor, at, address }, random)];
  if (random.chance(0.06)) rows.unshift(signIn({ actor, at: at - 20_000, address, result: '50126' }, random));
  if (person.home && random.chance(0.3))
    rows.push(
      signIn(
        { actor, at: Math.floor(shift.end + hour), address: person.home, application: 'Outlook' },
        random,
      ),
    );
  return rows;
}

/** The gateway through which an app on phones asks for its users. */
export interface Gateway {
  readonly actor: Actor;
  readonly address: string;
}

/** What a person does in a shift. */
function shiftWork(task: Task, gateway: Gateway): Row[] {
  const { person, shift, random, world } = task;
  const { actor } = person;
  const remote = shift.kind !== 'regular';
  const patients = ownPatients(task);
  const rested =
    shift.load < 0.5 ? patients.slice(0, Math.max(1, Math.ceil(patients.length * shift.load * 2))) : patients;
  const strays = shift.load < 0.5 ? 0 : random.poisson(person.strays);
  const other = Array.from({ length: strays }, () => random.pick(anyWard(task)));
  const lunch = shift.kind === 'regular' ? shift.start + person.lunch * hour : undefined;
  const looks = rested.flatMap((patient) => {
    const times = person.job === 'nurse' || person.job === 'physician' ? 1 + random.poisson(0.9) : 1;
    return moments(times, shift.start, shift.end, lunch, random).map((at) => ({ at, patient }));
  });
  const glances = other.map((patient) => ({
    at: Math.floor(random.between(shift.start, shift.end)),
    patient,
  }));
  const rows = [...looks, ...glances].flatMap(({ at, patient }) => {
    const through = random.chance(person.gateway);
    const seen = through
      ? { actor: gateway.actor, address: gateway.address, user: actor.id }
      : { actor, address: addressOf(person, remote, random) };
    return visit({ ...seen, at }, patient, world, random);
  });
  const desk =
    person.job === 'registration'
      ? moments(random.poisson(16 * shift.load), shift.start, shift.end, lunch, random).flatMap((at) =>
          findByName({ actor, at, address: addressOf(person, remote, random) }, random),
        )
      : [];
  return [...signIns(task), ...rows, ...desk, ...databaseWork(task, actor), ...fileWork(task, actor)];
}

/** All that a person does on a date. */
export function workOf(person: Person, date: number, world: World, gateway: Gateway): Row[] {
  const random = world.random.fork(`work ${person.actor.id} ${date}`);
  return shiftsOf(person, date, world).flatMap((shift) =>
    shiftWork({ person, date, shift, world, random }, gateway),
  );
}
