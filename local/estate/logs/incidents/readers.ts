import { addressOf, markedName, moments, visit } from '../chart.ts';
import type { Job } from '../habits.ts';
import type { Row } from '../row.ts';
import { blob } from '../rows/blob.ts';
import { signIn } from '../rows/entra.ts';
import { fhir } from '../rows/fhir.ts';
import { study } from '../rows/imaging.ts';
import { sql } from '../rows/sql.ts';
import { shiftsOf } from '../schedule.ts';
import { day, hour, minute, moment } from '../time.ts';
import { incident, type Chosen, type Incident, type Scene } from './scene.ts';

/** Patients whom nobody has asked the person to look after. */
function strangers(count: number, { world, random }: Scene): number[] {
  return Array.from({ length: count }, () => random.int(1, world.patients.known));
}

/** One look each at many records. */
function looks(
  chosen: Omit<Chosen, 'shift'>,
  patients: readonly number[],
  start: number,
  end: number,
  scene: Scene,
  requests = 1,
): Row[] {
  const { world, random } = scene;
  const { actor } = chosen.person;
  const times = moments(patients.length, start, end, undefined, random);
  return patients.flatMap((patient, index) =>
    visit({ actor, address: chosen.address, at: times[index]!, requests }, patient, world, random),
  );
}

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

/** Some strangers' records in each shift, for weeks. */
export function lowAndSlow(scene: Scene, index: number): Incident {
  const { world, random, strength } = scene;
  const { calendar } = world;
  const last = calendar.from + (calendar.days - 1) * day;
  const shiftsFrom = (date: number) => scene.dates.filter((each) => each >= date);
  const jobs: readonly Job[] = index % 2 === 0 ? ['nurse'] : ['physician'];
  const { person } = scene.atWork(jobs, (each) => {
    const worked = shiftsFrom(calendar.watched).filter((date) => shiftsOf(each, date, world).length > 0);
    return worked.length >= 8 && each.strays < 1.2;
  });
  const daily = random.between(14, 22) * strength;
  const rows = scene.dates
    .filter((date) => date < last)
    .flatMap((date) => shiftsOf(person, date, world).filter(({ kind }) => kind === 'regular'))
    .flatMap((shift) => {
      const address = addressOf(person, false, random);
      const chosen = { person, address, date: 0 };
      return looks(chosen, strangers(random.poisson(daily), scene), shift.start, shift.end, scene);
    });
  return incident('low-and-slow', `strangers in every shift, ${person.job}`, person.actor, rows, {
    strength,
  });
}

function isDaytime(start: number): boolean {
  return start >= 6 && start <= 10;
}

/** At night, by people of the day who are not on call. */
export function afterHours(scene: Scene, index: number): Incident {
  const { random, strength } = scene;
  const jobs: readonly Job[] = [['billing'], ['coder'], ['nurse'], ['physician']][index % 4] as Job[];
  const { person, date, address } = scene.offDuty(
    jobs,
    (each) =>
      isDaytime(each.hours.start) &&
      !each.turns &&
      (each.job !== 'physician' || each.ward?.kind === 'clinic'),
  );
  const start = moment(date, random.between(1, 3.5), person.zone);
  const count = Math.max(5, Math.round(random.between(16, 32) * strength));
  const rows = [
    signIn({ actor: person.actor, at: start - 2 * minute, address }, random),
    ...looks({ person, date, address }, strangers(count, scene), start, start + 1.3 * hour, scene, 1.5),
  ];
  return incident('after-hours', `at night, ${person.job}`, person.actor, rows, { strength });
}

/** Many of the staff look at one patient whom they do not treat. */
export function patientCrowding(scene: Scene, patient: number): Incident {
  const { world, random, strength } = scene;
  const date = random.pick(scene.dates);
  const atWork = world.people.flatMap((person) => {
    const shift = ['nurse', 'physician', 'registration', 'coder', 'imaging', 'billing'].includes(person.job)
      ? shiftsOf(person, date, world).find(({ kind }) => kind === 'regular')
      : undefined;
    return shift ? [{ person, shift }] : [];
  });
  const crowd = random.sample(atWork, Math.max(8, Math.round(random.int(22, 32) * strength)));
  const rows = crowd.flatMap(({ person, shift }) => {
    const chosen = { person, date, address: addressOf(person, false, random) };
    const at = random.between(shift.start, shift.end - hour);
    return looks(chosen, [patient], at, at + hour, scene, 2);
  });
  const principals = crowd.map(({ person }) => person.actor.id);
  return incident('patient-crowding', `${crowd.length} look at one patient`, crowd[0]!.person.actor, rows, {
    strength,
    principals,
  });
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
