import { addressOf, markedName, moments, visit } from './chart.ts';
import type { Scene } from './incidents/scene.ts';
import type { Row } from './row.ts';
import { operation } from './rows/activity.ts';
import { blob } from './rows/blob.ts';
import { fhir, fhirServices } from './rows/fhir.ts';
import { serverId, sql } from './rows/sql.ts';
import { shiftsOf } from './schedule.ts';
import { day, hour, iso } from './time.ts';

/** Something that looks like an incident and is none. */
export interface Lookalike {
  readonly what: string;
  readonly principal: string;
  readonly start: string;
  readonly end: string;
}

type Made = readonly [what: string, principal: string | undefined, rows: readonly Row[]];

/** The approved pull of a study: each month, and a bigger one in the quarter that is watched. */
function researchPull(scene: Scene, date: number, size: number): Made {
  const { world, random } = scene;
  const person = world.people.find(({ job, number }) => job === 'researcher' && number === 0);
  const shift = [0, 1, 2, 3, 4, 5]
    .flatMap((later) => (person ? shiftsOf(person, date + later * day, world) : []))
    .find(({ kind }) => kind === 'regular');
  if (!person || !shift) return ['research pull', undefined, []];
  const { actor } = person;
  const address = addressOf(person, false, random);
  const statement = `SELECT * FROM research.Cohort WHERE Cohort = 7 AND Name <> '${markedName(random)}'`;
  const queries = moments(
    Math.round(14 * size),
    shift.start + hour,
    shift.start + 4 * hour,
    undefined,
    random,
  ).map((at) =>
    sql(
      { actor, address, at, database: 'ehr', statement, rows: Math.round(random.logNormal(2600, 0.5)) },
      random,
    ),
  );
  const at = shift.start + 2 * hour;
  const call = { actor, address, at, operation: 'export', path: '/Group/cohort-7/$export', status: 202 };
  return ['research pull', actor.id, [...queries, ...fhir({ ...call, service: 'cohorts' }, random)]];
}

/** A bad night on call: many of the ward's own patients at once. */
function badNight(scene: Scene, date: number): Made {
  const { world, random } = scene;
  const duties = (world.onCall.get(date) ?? []).filter(
    ({ person }) => person.job === 'physician' && !person.before,
  );
  const duty = duties.length > 0 ? random.pick(duties) : undefined;
  if (!duty) return ['bad night on call', undefined, []];
  const { person } = duty;
  const own = random.sample((person.ward?.patients(date) ?? []).filter(Boolean), 12);
  const times = moments(own.length, duty.start + 6 * hour, duty.end - 2 * hour, undefined, random);
  const rows = own.flatMap((patient, index) =>
    visit({ actor: person.actor, address: person.remote, at: times[index]! }, patient, world, random),
  );
  return ['bad night on call', person.actor.id, rows];
}

/** Shifts in which somebody looks after patients of another ward as well. */
function otherWard(
  scene: Scene,
  what: string,
  job: 'nurse' | 'physician',
  days: number,
  share: number,
): Made {
  const { world, random } = scene;
  const { person, date } = scene.atWork([job], ({ ward }) => ward?.kind === 'ward' && ward.site === 0);
  const wards = world.patients.wards.filter(
    (ward) => ward.kind === 'ward' && ward !== person.ward && ward.site === person.ward?.site,
  );
  const ward = random.pick(wards);
  const rows = Array.from({ length: days }, (_, index) => date + index * day).flatMap((each) =>
    shiftsOf(person, each, world)
      .filter(({ kind }) => kind === 'regular')
      .flatMap((shift) =>
        random.sample(ward.patients(each), share).flatMap((patient) => {
          const at = Math.floor(random.between(shift.start, shift.end));
          return visit(
            { actor: person.actor, address: addressOf(person, false, random), at },
            patient,
            world,
            random,
          );
        }),
      ),
  );
  return [what, person.actor.id, rows];
}

/** After a restore the backup runs over everything again, in its own hours. */
function backupAgain(scene: Scene): Made {
  const { world, services, random } = scene;
  const service = services.get('Nightly Backup')!;
  const { actor, address } = service;
  const start = scene.dateOf(service) + world.habits.nightly * hour;
  const rows = moments(140 * world.copies, start, start + 2 * hour, undefined, random).map((at) => {
    const object = `dicom-archive/${random.hex(12)}`;
    return blob(
      {
        actor,
        address,
        at,
        account: 'stlakesideimages',
        operation: 'GetBlob',
        object,
        bytes: random.logNormal(20_000_000, 0.5),
      },
      random,
    );
  });
  return ['backup after a restore', actor.id, rows];
}

/** The pipeline makes auditing stricter. */
function stricterAudit(scene: Scene): Made {
  const { services, random } = scene;
  const service = services.get('Deployment Pipeline')!;
  const at = scene.dateOf(service) + 15 * hour;
  const by = { actor: service.actor, address: service.address };
  const auditing = {
    properties: { state: 'Enabled', isAzureMonitorTargetEnabled: true, retentionDays: 3650 },
  };
  const setting = { properties: { logs: [{ categoryGroup: 'allLogs', enabled: true }] } };
  const rows = [
    ...operation(
      {
        ...by,
        at,
        operation: 'Microsoft.Sql/servers/auditingSettings/write',
        resourceId: `${serverId('claims')}/auditingSettings/default`,
        body: auditing,
      },
      random,
    ),
    ...operation(
      {
        ...by,
        at: at + 30_000,
        operation: 'Microsoft.Insights/diagnosticSettings/write',
        resourceId: `${fhirServices.ehr.id}/providers/Microsoft.Insights/diagnosticSettings/to-workspace`,
        body: setting,
      },
      random,
    ),
  ];
  return ['stricter audit', service.actor.id, rows];
}

/** Makes what must raise no alarm although it is out of the ordinary. */
export function lookalikes(scene: Scene): { readonly rows: Row[]; readonly list: Lookalike[] } {
  const { calendar } = scene.world;
  const made = [
    researchPull(scene, calendar.from + 5 * day, 1),
    researchPull(scene, calendar.from + 19 * day, 1),
    researchPull(scene, scene.random.pick(scene.dates), 2.2),
    badNight(scene, calendar.from + 9 * day),
    badNight(scene, scene.random.pick(scene.dates)),
    badNight(scene, scene.random.pick(scene.dates)),
    otherWard(scene, 'doctor covers two wards', 'physician', 4, 10),
    otherWard(scene, 'nurse floats to another ward', 'nurse', 3, 5),
    otherWard(scene, 'nurse floats to another ward', 'nurse', 2, 5),
    backupAgain(scene),
    stricterAudit(scene),
  ];
  const list = made.flatMap(([what, principal, rows]) => {
    const times = rows.map(({ at }) => at);
    if (principal === undefined || times.length === 0) return [];
    return [{ what, principal, start: iso(Math.min(...times)), end: iso(Math.max(...times)) }];
  });
  return { rows: made.flatMap(([, , rows]) => rows), list };
}
