import { markedName, moments } from '../chart.ts';
import type { Job } from '../habits.ts';
import { blob } from '../rows/blob.ts';
import { fhir } from '../rows/fhir.ts';
import { study } from '../rows/imaging.ts';
import { sql } from '../rows/sql.ts';
import { hour } from '../time.ts';
import { looks, strangers } from './looks.ts';
import { incident } from './scene.ts';
import type { Incident, Scene } from './scene.ts';

/** Records of an ordinary day of a job, beside which a theft is many. */
const ordinary: Partial<Record<Job, number>> = {
  nurse: 9,
  physician: 15,
  pharmacist: 45,
  coder: 25,
  registration: 30,
};

/** Within two hours far more records than the work needs. */
export function bulkRead(scene: Scene, index: number): Incident {
  const { random, strength } = scene;
  const variant = index % 4;
  const rest = { strength };
  if (variant === 1) {
    const { person, shift, address } = scene.atWork(['billing']);
    const at = Math.floor(random.between(shift.start, shift.end - 2 * hour));
    const rows = moments(random.int(4, 9), at, at + hour, undefined, random).map((time) =>
      sql(
        {
          actor: person.actor,
          at: time,
          address,
          database: 'claims',
          statement: `SELECT * FROM dbo.Claim WHERE MemberName > '${markedName(random)}'`,
          rows: Math.round(random.logNormal(6000, 0.3) * strength),
        },
        random,
      ),
    );
    return incident('bulk-read', 'claims by SQL', person.actor, rows, rest);
  }
  if (variant === 2) {
    const { person, shift, address } = scene.atWork(['imaging']);
    const at = Math.floor(random.between(shift.start, shift.end - 2 * hour));
    const times = moments(
      Math.round(random.int(180, 350) * strength),
      at,
      at + 1.5 * hour,
      undefined,
      random,
    );
    const rows = times.map((time) => {
      const object = `dicom-archive/${study(random.int(1, 20_000))}/1.dcm`;
      const bytes = random.logNormal(9_000_000, 0.9);
      return blob(
        {
          actor: person.actor,
          at: time,
          address,
          account: 'stlakesideimages',
          operation: 'GetBlob',
          object,
          bytes,
        },
        random,
      );
    });
    return incident('bulk-read', 'images from storage', person.actor, rows, rest);
  }
  const jobs: readonly Job[] = variant === 0 ? ['nurse'] : ['physician', 'coder', 'pharmacist'];
  const chosen = scene.atWork(jobs);
  const usual = ordinary[chosen.person.job] ?? 10;
  const count = Math.max(20, Math.round(Math.max(90, usual * random.between(6, 12)) * strength));
  const at = Math.floor(random.between(chosen.shift.start, chosen.shift.end - 2 * hour));
  const rows = looks(chosen, strangers(count, scene), at, at + random.between(0.7, 1.8) * hour, scene);
  return incident('bulk-read', `records by FHIR, ${chosen.person.job}`, chosen.person.actor, rows, rest);
}

/** Page by page, or id by id, through what is stored. */
export function enumeration(scene: Scene, index: number): Incident {
  const { world, random, strength } = scene;
  const rest = { strength };
  const variant = index % 4;
  const jobs: readonly Job[][] = [['coder', 'registration'], ['nurse'], ['imaging', 'researcher'], ['it']];
  const chosen = scene.atWork(jobs[variant]!);
  const { actor } = chosen.person;
  const { address } = chosen;
  const at = Math.floor(random.between(chosen.shift.start, chosen.shift.end - 2 * hour));
  const times = (count: number) => moments(Math.round(count * strength), at, at + hour, undefined, random);
  if (variant === 0) {
    const rows = times(random.int(50, 110)).flatMap((time, page) => {
      const token = page === 0 ? '' : `&ct=${random.hex(24)}`;
      const path = `/Patient?_count=${random.pick([500, 1000])}${token}`;
      return fhir({ actor, at: time, address, operation: 'search-type', type: 'Patient', path }, random);
    });
    return incident('enumeration', 'pages of all patients', actor, rows, rest);
  }
  if (variant === 1) {
    const first = random.int(1, 20_000);
    const rows = times(random.int(250, 420)).flatMap((time, step) => {
      const id = /^\d+$/.test(world.patients.idOf(1))
        ? String(9_900_000_000 + first + step)
        : world.patients.idOf(first + step);
      const status = random.chance(0.35) ? 404 : 200;
      return fhir(
        { actor, at: time, address, operation: 'read', type: 'Patient', path: `/Patient/${id}`, status },
        random,
      );
    });
    return incident('enumeration', 'patient ids one after the other', actor, rows, rest);
  }
  if (variant === 2) {
    const rows = times(random.int(240, 400)).map((time, step) => {
      const object = step % 12 === 0 ? 'dicom-archive' : `dicom-archive/${study(step)}/1.dcm`;
      const name = step % 12 === 0 ? 'ListBlobs' : 'GetBlobProperties';
      return blob(
        { actor, at: time, address, account: 'stlakesideimages', operation: name, object, bytes: 2000 },
        random,
      );
    });
    return incident('enumeration', 'lists of storage', actor, rows, rest);
  }
  const rows = times(random.int(150, 260)).flatMap((time, page) => {
    const token = page === 0 ? '' : `&ct=${random.hex(24)}`;
    const path = `/Observation?_count=1000${token}`;
    return fhir({ actor, at: time, address, operation: 'search-type', type: 'Observation', path }, random);
  });
  return incident('enumeration', 'pages of all observations', actor, rows, rest);
}
