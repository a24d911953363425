import { guid, subscriptionId } from '../../resource.ts';
import type { Job } from '../habits.ts';
import type { Row } from '../row.ts';
import { operation } from '../rows/activity.ts';
import { accountId } from '../rows/blob.ts';
import { directoryChange } from '../rows/entra.ts';
import { fhir, fhirServices } from '../rows/fhir.ts';
import { databaseId, serverId } from '../rows/sql.ts';
import { minute } from '../time.ts';
import { reads, within } from './reads.ts';
import { incident } from './scene.ts';
import type { Incident, Scene } from './scene.ts';

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
