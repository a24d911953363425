import { guid } from '../../resource.ts';
import { markedName, moments, written } from '../chart.ts';
import type { Actor, Row } from '../row.ts';
import { blob } from '../rows/blob.ts';
import { applicationSignIn, signIn } from '../rows/entra.ts';
import { fhir } from '../rows/fhir.ts';
import { sql } from '../rows/sql.ts';
import { vault } from '../rows/vault.ts';
import { dormant, unapprovedAgent, type Service } from '../services.ts';
import { hour, minute, moment } from '../time.ts';
import { incident, type Incident, type Scene } from './scene.ts';

function named(scene: Scene, name: string): Service {
  const service = scene.services.get(name);
  if (!service) throw new Error(`no such service: ${name}`);
  return service;
}

interface From {
  readonly actor: Actor;
  readonly address: string;
}

/** Reads of many patients' records by a machine. */
function records(
  { actor, address }: From,
  count: number,
  start: number,
  length: number,
  scene: Scene,
): Row[] {
  const { world, random } = scene;
  return moments(count, start, start + length, undefined, random).flatMap((at) => {
    const path = `/Patient/${world.patients.idOf(random.int(1, world.patients.known))}`;
    return fhir(
      { actor, at, address: written(address, random), operation: 'read', type: 'Patient', path },
      random,
    );
  });
}

/** An agent that nobody has approved. */
export function unapproved(scene: Scene, index: number): Incident {
  const { world, random } = scene;
  const known = named(scene, unapprovedAgent);
  const invented = guid(`agent ${index} ${world.random.fork('agents').hex(8)}`);
  const date = random.pick(scene.dates);
  const at = moment(date, random.between(9, 16), world.habits.zones[0]);
  const actor: Actor =
    index % 3 === 0
      ? known.actor
      : {
          id: invented,
          login: guid(`application of ${invented}`),
          displayName: 'Notes Summarizer',
          kind: 'agent',
        };
  const address = `${world.habits.inside}.${random.int(60, 90)}.${random.int(2, 250)}`;
  const call = { actor, address, at: at - minute, agent: true };
  const entry =
    index % 3 === 2
      ? signIn(
          { ...call, actor: { ...actor, login: `agent.${actor.id.slice(0, 6)}@lakeside.example` } },
          random,
        )
      : applicationSignIn(call, random);
  const rows = [entry, ...records({ actor, address }, random.int(12, 40), at, hour, scene)];
  const what = ['in the directory', 'unknown', 'unknown, with a user'][index % 3]!;
  return incident('unapproved-agent', what, actor, rows);
}

/** What has slept for weeks wakes up. */
export function dormantPrincipal(scene: Scene, index: number): Incident {
  const { world, random } = scene;
  const date = random.pick(scene.dates);
  const at = moment(date, random.between(8, 20), world.habits.zones[0]);
  if (index % 3 === 2) {
    const person = world.people.find(({ away }) => away.some(([, end]) => end === Infinity));
    if (!person) throw new Error('nobody is on long leave');
    const from = { actor: person.actor, address: person.remote };
    const rows = [
      signIn({ ...from, at: at - minute }, random),
      ...records(from, random.int(10, 40), at, hour, scene),
    ];
    return incident('dormant-principal', 'a person on long leave', person.actor, rows);
  }
  const service = named(scene, dormant[index % dormant.length]!);
  const entry = applicationSignIn(
    { actor: service.actor, address: service.address, at: at - minute },
    random,
  );
  const rows =
    index % 3 === 0
      ? records(service, random.int(10, 60), at, hour, scene)
      : moments(random.int(5, 15), at, at + hour, undefined, random).map((time) => {
          const statement = `SELECT * FROM dbo.Patient WHERE Name > '${markedName(random)}'`;
          return sql(
            {
              actor: service.actor,
              address: service.address,
              at: time,
              database: 'ehr',
              statement,
              rows: 400,
            },
            random,
          );
        });
  return incident('dormant-principal', service.actor.displayName, service.actor, [entry, ...rows]);
}

/** A service's own rights, in other hands: what it always does, but not then and not so much. */
export function serviceMisuse(scene: Scene, index: number): Incident {
  const { world, random, strength } = scene;
  const { habits } = world;
  const [zone] = habits.zones;
  const name = ['Nightly Backup', 'Integration Engine', 'Patient Portal', 'Warehouse Loader'][index % 4]!;
  const service = named(scene, name);
  const date = scene.dateOf(service);
  const by = { actor: service.actor, address: service.address };
  const rest = { strength };
  switch (index % 4) {
    case 0: {
      const start = moment(date, random.between(12, 17), zone);
      const rows = moments(
        Math.round(random.int(200, 320) * strength),
        start,
        start + 1.5 * hour,
        undefined,
        random,
      ).map((at) => {
        const object = `dicom-archive/${random.hex(12)}`;
        return blob(
          {
            ...by,
            at,
            account: 'stlakesideimages',
            operation: 'GetBlob',
            object,
            bytes: random.logNormal(20_000_000, 0.5),
          },
          random,
        );
      });
      return incident('service-misuse', 'a nightly backup by day', service.actor, rows, rest);
    }
    case 1: {
      const start = date + random.between(3, 20) * hour;
      const count = Math.round(habits.flat * world.copies * random.between(8, 12) * strength);
      return incident(
        'service-misuse',
        'a flat service reads many',
        service.actor,
        records(service, count, start, 1.5 * hour, scene),
        rest,
      );
    }
    case 2: {
      const start = moment(date, random.between(1, 3.5), zone);
      const count = Math.round(random.int(220, 340) * strength);
      return incident(
        'service-misuse',
        'a portal at night',
        service.actor,
        records(service, count, start, 1.5 * hour, scene),
        rest,
      );
    }
    default: {
      const start = moment(date, random.between(11, 16), zone);
      const rows = moments(
        Math.max(3, Math.round(16 * strength)),
        start,
        start + hour,
        undefined,
        random,
      ).map((at) => {
        const statement = `SELECT * FROM ehr.Delta WHERE Name <> '${markedName(random)}'`;
        return sql(
          { ...by, at, database: 'ehr', statement, rows: Math.round(random.logNormal(9000, 0.4)) },
          random,
        );
      });
      return incident('service-misuse', 'a nightly load by day', service.actor, rows, rest);
    }
  }
}

/** Something that a service has never done. */
export function newOperation(scene: Scene, index: number): Incident {
  const { world, random } = scene;
  const name = ['Lab Interface', 'Image Router', 'Ambient Scribe', 'Storage Encryption'][index % 4]!;
  const service = named(scene, name);
  const start = moment(scene.dateOf(service), random.between(9, 17), world.habits.zones[0]);
  const by = { actor: service.actor, address: service.address };
  const times = moments(random.int(6, 16), start, start + hour, undefined, random);
  const rows = times.flatMap((at): Row[] => {
    const patient = world.patients.idOf(random.int(1, world.patients.known));
    switch (index % 4) {
      case 0:
        return fhir(
          { ...by, at, operation: 'everything', type: 'Patient', path: `/Patient/${patient}/$everything` },
          random,
        );
      case 1:
        return [
          blob(
            {
              ...by,
              at,
              account: 'stlakesideimages',
              operation: 'DeleteBlob',
              object: `dicom-archive/${random.hex(12)}`,
            },
            random,
          ),
        ];
      case 2:
        return fhir(
          { ...by, at, operation: 'bulk-delete', type: 'Patient', path: '/Patient/$bulk-delete' },
          random,
        );
      default:
        return vault(
          { ...by, at, vault: 'kv-lakeside-keys', operation: 'KeyBackup', object: 'keys/fhir' },
          random,
        );
    }
  });
  return incident(
    'new-operation',
    `${name}: ${['everything', 'DeleteBlob', 'bulk-delete', 'KeyBackup'][index % 4]!}`,
    service.actor,
    rows,
  );
}

/** A stolen secret of an application, used from elsewhere. */
export function serviceFromElsewhere(scene: Scene): Incident {
  const { world, random } = scene;
  const service = named(scene, 'Quality Registry');
  const start = scene.dateOf(service) + random.between(2, 20) * hour;
  const actor = service.actor;
  const address = `${random.pick(world.habits.outside)}.${random.int(201, 250)}`;
  const rows = [
    applicationSignIn({ actor, address, at: start - minute }, random),
    ...moments(random.int(12, 25), start, start + hour, undefined, random).flatMap((at) => {
      const path = `/Condition?patient=${world.patients.idOf(random.int(1, world.patients.known))}`;
      return fhir({ actor, address, at, operation: 'search-type', type: 'Condition', path }, random);
    }),
  ];
  return incident('new-network', 'a stolen secret of an application', actor, rows);
}
