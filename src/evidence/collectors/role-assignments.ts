import { failureReason, isTransient } from '../../platform/azure/index.ts';
import type { RelatedOutcome } from '../../platform/azure/index.ts';
import type { Resource } from '../../model/index.ts';
import type { Collector, CollectorPorts } from './ports.ts';

/** Roles that can give themselves or others any right. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/privileged */
const privileged: ReadonlyMap<string, string> = new Map([
  ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'Owner'],
  ['b24988ac-6180-42a0-ab88-20f7382dd24c', 'Contributor'],
  ['18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'User Access Administrator'],
  ['f58310d9-a9f6-439a-9e8d-f62e7b41a168', 'Role Based Access Control Administrator'],
]);

const kinds = [
  ['assignments', 'Microsoft.Authorization/roleAssignments'],
  // Who may make a role theirs for a time: Privileged Identity Management.
  ['eligible', 'Microsoft.Authorization/roleEligibilityScheduleInstances'],
] as const;

/** The role assignments of each subscription, and who is eligible for more. */
export const roleAssignments: Collector = {
  name: 'role-assignments',
  scopes: async ({ subscriptions }) => subscriptions.map((id) => `/subscriptions/${id}`),
  async collect({ scope }, ports) {
    const gaps: string[] = [];
    const data: Record<string, unknown> = {};
    let count = 0;
    for (const [name, type] of kinds) {
      const outcome = await list(type, scope, ports);
      if (outcome.kind !== 'found') {
        gaps.push(`${name} of ${scope}: ${failureReason(outcome)}`);
        continue;
      }
      const shown = outcome.resources.map(assignmentOf);
      data[name] = shown;
      if (name === 'assignments')
        count = shown.filter(({ privilegedAs }) => privilegedAs !== undefined).length;
    }
    const population = {
      name: 'privileged',
      count,
      source:
        'assignments in Azure of the four privileged built-in roles; custom roles and members of groups are not counted',
      asOf: ports.clock.now().toISOString(),
      unreconciled: 'no other source lists the role assignments of Azure',
    };
    return { data, gaps, populations: 'assignments' in data ? [population] : [] };
  },
};

export interface PrivilegedAssignment {
  readonly id: string;
  readonly principalId: string;
  readonly createdOn?: string;
}

/** Reads the assignments of privileged roles in a scope; a text where Azure does not show them. Throws where it may later. */
export async function privilegedIn(
  scope: string,
  ports: Pick<CollectorPorts, 'reader'>,
): Promise<readonly PrivilegedAssignment[] | string> {
  const outcome = await list(kinds[0][1], scope, ports);
  if (outcome.kind !== 'found') return `${scope}: ${failureReason(outcome)}`;
  return outcome.resources.map(assignmentOf).flatMap((each) => {
    if (each.privilegedAs === undefined) return [];
    const { createdOn } = each as { readonly createdOn?: unknown };
    return [
      {
        id: each.id ?? '',
        principalId: String(each.principalId),
        ...(typeof createdOn === 'string' && { createdOn }),
      },
    ];
  });
}

/** Throws for now where Azure may answer later. */
async function list(
  type: string,
  under: string,
  { reader }: Pick<CollectorPorts, 'reader'>,
): Promise<RelatedOutcome> {
  const outcome = await reader.related({ type, under, scope: 'resource' });
  if (outcome.kind !== 'found' && isTransient(outcome))
    throw new Error(`${type} of ${under} could not be read: ${failureReason(outcome)}`);
  return outcome;
}

/** Ids alone: names of people stay in the directory. */
function assignmentOf({ id, properties }: Resource) {
  const {
    principalId,
    principalType,
    roleDefinitionId,
    scope,
    createdOn,
    updatedOn,
    startDateTime,
    endDateTime,
    memberType,
  } = (properties ?? {}) as Readonly<Record<string, unknown>>;
  const role = typeof roleDefinitionId === 'string' ? (roleDefinitionId.split('/').at(-1) ?? '') : '';
  const privilegedAs = privileged.get(role.toLowerCase());
  const times = { createdOn, updatedOn, startDateTime, endDateTime, memberType };
  return {
    id,
    principalId,
    principalType,
    roleDefinitionId,
    scope,
    ...Object.fromEntries(Object.entries(times).filter(([, value]) => value !== undefined)),
    ...(privilegedAs !== undefined && { privilegedAs }),
  };
}
