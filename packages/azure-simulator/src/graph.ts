import { z } from 'zod';
import type { ArmRequest, ArmResponse } from './arm-message.ts';
import { ArmError } from './errors.ts';
import type { Resource } from './resource.ts';
import type { Simulation } from './simulation.ts';
import { container, groupOf, subscriptionOf } from './targets.ts';
import type { Principal } from './tokens.ts';

/** The path at which Resource Graph is asked. */
export const graphPath = '/providers/microsoft.resourcegraph/resources';

const requestSchema = z.object({
  query: z.string(),
  subscriptions: z.array(z.string()).optional(),
  managementGroups: z.array(z.string()).optional(),
  options: z
    .object({
      $skipToken: z.string().optional(),
      $top: z.number().int().min(1).max(1000).optional(),
      resultFormat: z.literal('objectArray'),
    })
    .loose(),
});

/** The one query of the table `policyresources` that is understood. */
const policyStatesQuery =
  "policyresources | where type =~ 'microsoft.policyinsights/policystates' | project id, name, type, properties | order by id asc";

const columns = [
  'id',
  'name',
  'type',
  'kind',
  'location',
  'managedBy',
  'sku',
  'plan',
  'identity',
  'zones',
  'tags',
  'properties',
];

const texts = new Set(['kind', 'location', 'managedBy']);

/** Children that the table `resources` shows: those with a location of their own. */
function isListed(resource: Resource): boolean {
  const type = resource.type.toLowerCase();
  return (
    'location' in resource &&
    resource.type !== container.resourceGroup &&
    !type.endsWith('/encryptionprotector') &&
    !type.endsWith('/vaults/keys')
  );
}

/** Returns a filter for the resources that a query is about: only the queries of this project are understood. */
function filterOf(query: string): (resource: Resource) => boolean {
  const [, table, condition, projected] =
    /^(resources|resourcecontainers) \| where (.+) \| project (.+) \| order by id asc$/.exec(query) ?? [];
  const type = /^type =~ '([^']+)'$/.exec(condition ?? '')?.[1];
  const group = /^resourceGroup =~ '((?:[^'\\]|\\.)+)'$/
    .exec(condition ?? '')?.[1]
    ?.replaceAll(/\\(.)/g, '$1');
  if (projected === columns.join(', ')) {
    if (table === 'resourcecontainers' && type !== undefined)
      return (resource) => resource.type.toLowerCase() === type.toLowerCase();
    if (table === 'resources' && group !== undefined)
      return (resource) =>
        isListed(resource) && groupOf(resource.id ?? '')?.toLowerCase() === group.toLowerCase();
  }
  throw new ArmError(
    400,
    'BadRequest',
    `The simulation of Resource Graph does not understand this query, only those of the project: ${query}`,
  );
}

/** A row as the graph gives it: lower-case types, and null or an empty text for what is absent. */
function row(resource: Resource): unknown {
  const shown = columns.map((column) => [column, resource[column] ?? (texts.has(column) ? '' : null)]);
  return { ...Object.fromEntries(shown), type: resource.type.toLowerCase() };
}

/**
 * Answers a query of Resource Graph: what the caller may read, as it was `graphLagMs` ago, in order of the ids.
 * Subscriptions that the caller may not see are left out without a word, as Azure does it.
 * @throws ArmError 400 for a query that is none of the project's.
 */
export function answerGraph(simulation: Simulation, who: Principal, request: ArmRequest): ArmResponse {
  if (request.url.searchParams.get('api-version') !== '2024-04-01')
    throw new ArmError(400, 'InvalidApiVersionParameter', 'The supported api-version is 2024-04-01.');
  const { query, options, subscriptions, managementGroups } = requestSchema.parse(JSON.parse(request.body));
  const within = subscriptionsOf(simulation, subscriptions, managementGroups);
  if (query === policyStatesQuery) return answerPolicyStates(simulation, who, within, options);
  const matches = filterOf(query);
  const headers = simulation.throttle.query(who.oid);
  const lag = simulation.options.graphLagMs;
  const freshness = lag > 0 ? { asOf: simulation.options.now() - lag } : 'now';
  const size = options.$top ?? 100;
  const after = options.$skipToken ? Buffer.from(options.$skipToken, 'base64url').toString() : '';
  const data: unknown[] = [];
  let last = '';
  let more = false;
  for (const subscription of within.toSorted()) {
    const prefix = `/subscriptions/${subscription}`;
    if (more || after >= `${prefix}0`) continue;
    const rest = simulation.resources.idsUnder(prefix, after > prefix ? after : prefix);
    for (const id of after >= prefix ? rest : [prefix, ...rest]) {
      const resource = simulation.resources.get(id, freshness)?.resource;
      if (!resource || !matches(resource)) continue;
      if (!simulation.roles.allows(who.oid, `${resource.type}/read`, id)) continue;
      if (data.length === size) {
        more = true;
        break;
      }
      data.push(row(resource));
      last = id;
    }
  }
  return answerOf(simulation, headers, data, more ? last : undefined);
}

/** @param last id of the last row, where there are more */
function answerOf(
  { options }: Simulation,
  headers: ArmResponse['headers'],
  data: readonly unknown[],
  last: string | undefined,
): ArmResponse {
  const more = last !== undefined;
  return {
    status: 200,
    ...(headers && { headers }),
    body: {
      totalRecords: data.length,
      count: data.length,
      data,
      facets: [],
      resultTruncated: more ? 'true' : 'false',
      ...(more && !options.graphTruncates ? { $skipToken: Buffer.from(last).toString('base64url') } : {}),
    },
  };
}

/** Azure's policy states of the subscriptions that the caller may read, in order of their ids. */
function answerPolicyStates(
  simulation: Simulation,
  who: Principal,
  within: readonly string[],
  options: z.infer<typeof requestSchema>['options'],
): ArmResponse {
  const headers = simulation.throttle.query(who.oid);
  const after = options.$skipToken ? Buffer.from(options.$skipToken, 'base64url').toString() : '';
  const readable = simulation.policyStates
    .rows()
    .filter(({ subscriptionId, id }) => within.includes(subscriptionId.toLowerCase()) && id > after)
    .filter(({ id }) => simulation.roles.allows(who.oid, 'Microsoft.PolicyInsights/policyStates/read', id))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const data = readable.slice(0, Math.min(options.$top ?? 100, simulation.options.pageSize));
  const last = data.length < readable.length ? data.at(-1)?.id : undefined;
  return answerOf(simulation, headers, data, last);
}

/** Lower-case ids of the subscriptions that a query covers. */
function subscriptionsOf(
  { resources, options }: Simulation,
  subscriptions: readonly string[] | undefined,
  managementGroups: readonly string[] | undefined,
): readonly string[] {
  if (subscriptions) return subscriptions.map((id) => id.toLowerCase());
  const groups = managementGroups?.map((name) => name.toLowerCase());
  return [...resources.all()]
    .filter(({ type }) => type === container.subscription)
    .map(({ id }) => subscriptionOf(id!).toLowerCase())
    .filter((id) => !groups || groups.includes((options.managementGroupOf(id) ?? '').toLowerCase()));
}
