import { addressOf, markedName, moments } from './chart.ts';
import { anyWard } from './own-patients.ts';
import type { Task } from './own-patients.ts';
import type { Person } from './people.ts';
import type { Actor, Row } from './row.ts';
import { accounts, blob } from './rows/blob.ts';
import { fhir } from './rows/fhir.ts';
import { dicom, study } from './rows/imaging.ts';
import { sql } from './rows/sql.ts';
import type { Database } from './rows/sql.ts';
import { vault } from './rows/vault.ts';

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

/** Makes the rows of what a person asks of databases in a shift. */
export function databaseWork({ person, shift, random }: Task, actor: Actor): Row[] {
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

/** Makes the rows of what a person fetches of images, files and secrets in a shift. */
export function fileWork({ person, shift, random, world, date }: Task, actor: Actor): Row[] {
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
