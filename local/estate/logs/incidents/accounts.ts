import { guid, subscriptionId } from '../../resource.ts';
import { markedName, moments, visit } from '../chart.ts';
import type { Job } from '../habits.ts';
import type { Person } from '../people.ts';
import type { Row } from '../row.ts';
import { operation } from '../rows/activity.ts';
import { accountId, blob } from '../rows/blob.ts';
import { directoryChange, signIn } from '../rows/entra.ts';
import { fhir, fhirServices } from '../rows/fhir.ts';
import { refusedLogin, serverId, sql, databaseId } from '../rows/sql.ts';
import { vault } from '../rows/vault.ts';
import { day, hour, minute } from '../time.ts';
import { incident, type Incident, type Scene } from './scene.ts';

export type Path = 'fhir' | 'sql' | 'blob' | 'vault';

/** Reads of PHI, or of what opens it, in somebody's name by one of the sources. */
export function reads(
  who: { person: Person; address: string },
  count: number,
  at: number,
  by: Path,
  scene: Scene,
): Row[] {
  const { world, random } = scene;
  const { actor } = who.person;
  const { address } = who;
  return moments(count, at, at + 40 * minute, undefined, random).flatMap((time): Row[] => {
    if (by === 'fhir')
      return visit(
        { actor, address, at: time, requests: 1 },
        random.int(1, world.patients.known),
        world,
        random,
      );
    if (by === 'sql') {
      const statement = `SELECT * FROM dbo.Patient WHERE Name = '${markedName(random)}'`;
      return [sql({ actor, address, at: time, database: 'ehr', statement, rows: random.int(1, 60) }, random)];
    }
    if (by === 'vault')
      return vault(
        {
          actor,
          address,
          at: time,
          vault: 'kv-lakeside-hl7',
          operation: 'SecretGet',
          object: 'secrets/interface',
        },
        random,
      );
    const object = `export/${random.hex(8)}/Patient-1.ndjson`;
    return [
      blob(
        {
          actor,
          address,
          at: time,
          account: 'stlakesidefhirexport',
          operation: 'GetBlob',
          object,
          bytes: 4_000_000,
        },
        random,
      ),
    ];
  });
}

function within({ shift }: { shift: { start: number; end: number } }, scene: Scene): number {
  return Math.floor(scene.random.between(shift.start, shift.end - 2 * hour));
}

/** A stolen password, used from elsewhere. */
export function newNetwork(scene: Scene, index: number): Incident {
  const { world, random } = scene;
  const jobs: readonly Job[][] = [['physician'], ['billing'], ['researcher', 'coder']];
  const by: readonly Path[] = ['fhir', 'sql', 'blob'];
  const chosen = scene.atWork(jobs[index % 3]!, (each) => each.home === undefined);
  const address =
    index % 3 === 1
      ? `2001:db8:${random.hex(4)}::${random.hex(3)}`
      : `${random.pick(world.habits.outside)}.${random.int(201, 250)}`;
  const at = within(chosen, scene);
  const rows = [
    signIn(
      {
        actor: chosen.person.actor,
        at: at - minute,
        address,
        country: random.pick(['RO', 'BR', 'NG', 'US']),
      },
      random,
    ),
    ...reads({ person: chosen.person, address }, random.int(10, 25), at, by[index % 3]!, scene),
  ];
  return incident('new-network', `stolen account, ${by[index % 3]!}`, chosen.person.actor, rows);
}

/** Doors tried one after the other. */
export function deniedBurst(scene: Scene, index: number): Incident {
  const { random } = scene;
  const variant = index % 4;
  const jobs: readonly Job[][] = [['nurse'], ['it'], ['billing'], ['registration']];
  const chosen = scene.atWork(jobs[variant]!);
  const { actor } = chosen.person;
  const { address } = chosen;
  const at = within(chosen, scene);
  const times = moments(random.int(30, 70), at, at + 35 * minute, undefined, random);
  const rows = times.flatMap((time): Row[] => {
    const by = { actor, address, at: time };
    if (variant === 0)
      return visit(
        { ...by, requests: 1, status: 403 },
        random.int(1, scene.world.patients.known),
        scene.world,
        random,
      );
    if (variant === 1)
      return vault(
        {
          ...by,
          vault: 'kv-lakeside-clinical',
          operation: 'SecretGet',
          object: `secrets/${random.hex(6)}`,
          status: 403,
        },
        random,
      );
    if (variant === 2) {
      const status = { code: 403, text: 'AuthorizationPermissionMismatch' };
      return [
        blob(
          {
            ...by,
            account: 'stlakesidefhirexport',
            operation: 'GetBlob',
            object: `export/${random.hex(8)}`,
            status,
          },
          random,
        ),
      ];
    }
    return [sql({ ...by, database: 'ehr', statement: '', action: refusedLogin, succeeded: false }, random)];
  });
  return incident('denied-burst', ['FHIR', 'vault', 'storage', 'SQL'][variant]!, actor, rows);
}

/** An account that outlives its employment. */
export function terminatedAccess(scene: Scene, index: number): Incident | undefined {
  const { world, random } = scene;
  const [first = 0] = scene.dates;
  const last = scene.dates.at(-1) ?? 0;
  const gone = world.people.filter(({ ends }) => ends !== undefined && ends < last - 2 * day);
  const person = gone[index];
  if (!person?.ends) return undefined;
  const from = Math.max(person.ends + 0.5 * day, first);
  const at = Math.floor(random.between(from, Math.min(last, from + 6 * day)));
  const by = (['fhir', 'sql', 'blob', 'fhir', 'vault'] as const)[index % 5]!;
  const rows = [
    signIn({ actor: person.actor, at: at - minute, address: person.remote }, random),
    ...reads({ person, address: person.remote }, random.int(3, 15), at, by, scene),
  ];
  return incident('terminated-access', `after the last day, ${by}`, person.actor, rows);
}

/** Everything at once, by a person. */
export function massExport(scene: Scene, index: number): Incident {
  const { random } = scene;
  const variant = index % 4;
  const jobs: readonly Job[][] = [['researcher'], ['it'], ['physician'], ['it']];
  const chosen = scene.atWork(jobs[variant]!, (each) => each.job !== 'researcher' || each.number !== 0);
  const { actor } = chosen.person;
  const { address } = chosen;
  const at = within(chosen, scene);
  if (variant === 3) {
    const body = {
      storageUri: 'https://stlakesideportal.blob.core.windows.net/documents/ehr.bacpac',
      administratorLogin: 'sqladmin',
    };
    const rows = operation(
      {
        actor,
        address,
        at,
        operation: 'Microsoft.Sql/servers/databases/export/action',
        resourceId: databaseId('ehr'),
        body,
      },
      random,
    );
    return incident('export', 'a database by Azure Resource Manager', actor, rows);
  }
  const path = ['/$export?_type=Patient,Condition', '/Patient/$export', `/Group/${random.guid()}/$export`][
    variant
  ]!;
  const files = reads(chosen, random.int(8, 20), at + 45 * minute, 'blob', scene);
  const rows = [...fhir({ actor, address, at, operation: 'export', path, status: 202 }, random), ...files];
  return incident('export', `FHIR ${path.replace(/[?].*|Group.[^/]*/, '')}`, actor, rows);
}

/** A right taken by oneself, and used. */
export function privilegeThenRead(scene: Scene, index: number): Incident {
  const { random } = scene;
  const variant = index % 3;
  const chosen = scene.atWork(['it']);
  const { actor } = chosen.person;
  const { address } = chosen;
  const at = within(chosen, scene);
  const by = { actor, address, at };
  const taken: Row[] =
    variant === 0
      ? [
          directoryChange(
            {
              ...by,
              operation: 'Add member to group',
              category: 'GroupManagement',
              target: actor,
              properties: {
                'Group.DisplayName': 'FHIR Data Readers',
                'Group.ObjectID': guid('group fhir readers'),
              },
            },
            random,
          ),
        ]
      : variant === 1
        ? operation(
            {
              ...by,
              operation: 'Microsoft.Authorization/roleAssignments/write',
              resourceId: `${accountId('stlakesidefhirexport')}/providers/Microsoft.Authorization/roleAssignments/${random.guid()}`,
              body: {
                properties: {
                  principalId: actor.id,
                  principalType: 'User',
                  roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1`,
                },
              },
            },
            random,
          )
        : [
            directoryChange(
              {
                ...by,
                operation: 'Add member to role',
                category: 'RoleManagement',
                target: actor,
                properties: {
                  'Role.DisplayName': 'Global Administrator',
                  'Role.TemplateId': '62e90394-69f5-4237-9190-012177145e10',
                },
              },
              random,
            ),
          ];
  const source = (['fhir', 'blob', 'fhir'] as const)[variant]!;
  const rows = [
    ...taken,
    ...reads(chosen, random.int(12, 30), at + random.int(10, 100) * minute, source, scene),
  ];
  return incident('privilege-then-read', `right taken, then ${source}`, actor, rows);
}

function setting(id: string): string {
  return `${id}/providers/Microsoft.Insights/diagnosticSettings/to-workspace`;
}

/** Eyes closed before a theft. */
export function auditDisabled(scene: Scene, index: number): Incident {
  const { random } = scene;
  const chosen = scene.atWork(['it']);
  const { actor } = chosen.person;
  const by = { actor, address: chosen.address, at: within(chosen, scene) };
  switch (index % 3) {
    case 0: {
      const rows = operation(
        {
          ...by,
          operation: 'Microsoft.Insights/diagnosticSettings/delete',
          resourceId: setting(fhirServices.ehr.id),
        },
        random,
      );
      return incident('audit-disabled', 'diagnostic setting of FHIR removed', actor, rows);
    }
    case 1: {
      const body = { properties: { state: 'Disabled', isAzureMonitorTargetEnabled: false } };
      const rows = operation(
        {
          ...by,
          operation: 'Microsoft.Sql/servers/auditingSettings/write',
          resourceId: `${serverId('ehr')}/auditingSettings/default`,
          body,
        },
        random,
      );
      return incident('audit-disabled', 'auditing of SQL turned off', actor, rows);
    }
    default: {
      const body = {
        properties: {
          logs: [
            { category: 'StorageRead', enabled: false },
            { category: 'StorageWrite', enabled: true },
          ],
        },
      };
      const resourceId = setting(`${accountId('stlakesideimages')}/blobServices/default`);
      const rows = operation(
        { ...by, operation: 'Microsoft.Insights/diagnosticSettings/write', resourceId, body },
        random,
      );
      return incident('audit-disabled', 'log of storage turned off', actor, rows);
    }
  }
}
