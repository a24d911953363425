import { markedName, moments } from '../chart.ts';
import type { Row } from '../row.ts';
import { blob } from '../rows/blob.ts';
import { applicationSignIn } from '../rows/entra.ts';
import { fhir } from '../rows/fhir.ts';
import { sql } from '../rows/sql.ts';
import { vault } from '../rows/vault.ts';
import { hour, minute, moment } from '../time.ts';
import { named, records } from './records.ts';
import { incident } from './scene.ts';
import type { Incident, Scene } from './scene.ts';

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
