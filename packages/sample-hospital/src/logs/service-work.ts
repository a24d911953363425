import { guid } from '../resource.ts';
import { markedName, moments, written } from './chart.ts';
import type { Pattern } from './patterns.ts';
import type { Random } from './random.ts';
import type { Actor, Row } from './row.ts';
import { operation } from './rows/activity.ts';
import { accountId, blob } from './rows/blob.ts';
import { fhir } from './rows/fhir.ts';
import { dicom, study } from './rows/imaging.ts';
import { sql } from './rows/sql.ts';
import { vault } from './rows/vault.ts';
import { hour } from './time.ts';
import type { World } from './world.ts';

export interface ServiceTask {
  readonly actor: Actor;
  readonly address: string;
  readonly pattern: Pattern;
  readonly at: number;
  readonly busy: number;
  readonly world: World;
  readonly random: Random;
}

/** Makes the rows of what a service does in the hour from `at`. */
export function workOfService(task: ServiceTask): Row[] {
  const { actor, pattern, at, busy, world, random } = task;
  const exact = pattern === 'probe' || pattern === 'encryption' || pattern === 'export';
  const count = exact ? Math.round(Math.max(1, pattern === 'probe' ? 4 : busy)) : random.poisson(busy);
  const rows = moments(count, at, at + hour, undefined, random).flatMap((time) => one(task, time));
  if (['engine', 'loader', 'pipeline'].includes(pattern) && count > 0) {
    const object = `secrets/${pattern}`;
    const name = pattern === 'engine' ? 'kv-lakeside-hl7' : 'kv-lakeside-clinical';
    rows.push(
      ...vault(
        {
          actor,
          at: at + 5000,
          address: task.address,
          vault: name,
          operation: 'SecretGet',
          object,
          challenged: true,
        },
        random,
      ),
    );
  }
  return pattern === 'export' ? [...rows, ...collected(task, world)] : rows;
}

/** The files of an export, fetched when it is done. */
function collected({ actor, address, at, random }: ServiceTask, world: World): Row[] {
  return moments(40, at + hour / 2, at + hour, undefined, random).map((time) => {
    const object = `export/${random.hex(8)}/Patient-${random.int(1, 40)}.ndjson`;
    const bytes = random.logNormal(60_000_000 * world.copies, 0.3);
    return blob(
      { actor, address, at: time, account: 'stlakesidefhirexport', operation: 'GetBlob', object, bytes },
      random,
    );
  });
}

function one(task: ServiceTask, at: number): Row[] {
  const { actor, address, pattern, world, random } = task;
  const by = { actor, address, at };
  const patient = random.int(1, world.patients.known);
  const id = world.patients.idOf(patient);
  const call = (operationName: string, type: string, path: string): Row[] =>
    fhir(
      {
        ...by,
        address: written(address, random),
        operation: operationName,
        type,
        path,
        status: random.chance(0.006) ? 404 : operationName === 'create' ? 201 : 200,
      },
      random,
    );
  switch (pattern) {
    case 'engine': {
      const kind = random.next();
      if (kind < 0.45) return call('create', 'Observation', '/Observation');
      if (kind < 0.7) return call('update', 'Encounter', `/Encounter/${random.guid()}`);
      return kind < 0.9 ? call('read', 'Patient', `/Patient/${id}`) : call('bundle-post', '', '/');
    }
    case 'lab':
      return random.chance(0.8)
        ? call('create', 'DiagnosticReport', '/DiagnosticReport')
        : call('read', 'ServiceRequest', `/ServiceRequest/${random.guid()}`);
    case 'router': {
      const object = `dicom-archive/${study(patient)}/${random.int(1, 200)}.dcm`;
      const bytes = random.logNormal(8_000_000, 0.7);
      return [
        ...(random.chance(0.4)
          ? dicom({ ...by, operation: 'store-instance', study: study(patient) }, random)
          : []),
        blob({ ...by, account: 'stlakesideimages', operation: 'PutBlob', object, bytes }, random),
      ];
    }
    case 'backup': {
      const account = random.pick(['stlakesideimages', 'stlakesideportal'] as const);
      const object = `${account === 'stlakesideimages' ? 'dicom-archive' : 'documents'}/${random.hex(12)}`;
      return [
        blob(
          {
            ...by,
            account,
            operation: random.chance(0.1) ? 'ListBlobs' : 'GetBlob',
            object,
            bytes: random.logNormal(20_000_000, 0.5),
          },
          random,
        ),
      ];
    }
    case 'loader': {
      const database = random.pick(['ehr', 'claims', 'pharmacy'] as const);
      const statement = `SELECT * FROM ${database}.Delta WHERE ModifiedAt > '2026-01-01' AND Name <> '${markedName(random)}'`;
      return [sql({ ...by, database, statement, rows: Math.round(random.logNormal(9000, 0.4)) }, random)];
    }
    case 'export':
      return call('export', '', '/$export?_type=Patient,Observation,Condition');
    case 'portal':
      return random.chance(0.5)
        ? call('read', 'Patient', `/Patient/${id}`)
        : call('search-type', 'Appointment', `/Appointment?patient=${id}`);
    case 'clearinghouse': {
      const sas = guid(`signature ${actor.id}`).replaceAll('-', '').toUpperCase();
      const object = `${random.pick(['inbound', 'outbound'])}/${random.hex(10)}.edi`;
      return [
        blob(
          {
            ...by,
            sas,
            account: 'stlakesideclaims',
            operation: object.startsWith('in') ? 'PutBlob' : 'GetBlob',
            object,
            bytes: random.logNormal(150_000, 0.9),
          },
          random,
        ),
      ];
    }
    case 'reporting':
      return [
        sql(
          {
            ...by,
            database: random.pick(['claims', 'scheduling'] as const),
            statement: 'EXEC report.Daily',
            rows: Math.round(random.logNormal(400, 1)),
          },
          random,
        ),
      ];
    case 'pipeline': {
      const resourceId = accountId(random.pick(['stlakesideportal', 'stlakesideclaims'] as const));
      const name = random.pick([
        'Microsoft.Storage/storageAccounts/write',
        'Microsoft.Resources/tags/write',
        'Microsoft.Resources/deployments/write',
      ]);
      return operation({ ...by, operation: name, resourceId }, random);
    }
    case 'probe':
      return call('capabilities', 'CapabilityStatement', '/metadata');
    case 'encryption':
      return vault(
        {
          ...by,
          vault: 'kv-lakeside-keys',
          operation: random.pick(['KeyUnwrap', 'KeyWrap']),
          object: 'keys/storage',
        },
        random,
      );
    case 'registry':
      return call('search-type', 'Condition', `/Condition?patient=${id}&category=encounter-diagnosis`);
    case 'scribe':
      return random.chance(0.6)
        ? call('read', 'Patient', `/Patient/${id}`)
        : call('create', 'DocumentReference', '/DocumentReference');
    case 'assistant':
      return call('search-type', 'Condition', `/Condition?patient=${id}`);
    case 'authorizations':
      return call('read', 'Coverage', `/Coverage/${random.guid()}`);
    default:
      return [];
  }
}
