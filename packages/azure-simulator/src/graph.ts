import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ArmRequest, ArmResponse } from './arm-message.ts';
import { ArmError } from './errors.ts';
import { asExpanded } from './geo-replication.ts';
import { queryPolicyTable } from './policy/index.ts';
import { isTracked } from './lists.ts';
import type { Resource } from './resource.ts';
import { changeAsked, changesAsked, resourceChanges } from './resource-changes.ts';
import type { ChangeRow } from './resource-changes.ts';
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

/** A list of texts in KQL, in lower case: `('a', 'b')`. */
const list = String.raw`\(('(?:[^'\\]|\\.)+'(?:, '(?:[^'\\]|\\.)+')*)\)`;

const inGroups = new RegExp(`^resourceGroup in~ ${list}$`);

const byName = new RegExp(`^name in~ ${list} and type in~ ${list}$`);

function textsIn(given: string): ReadonlySet<string> {
  const texts = given.match(/'(?:[^'\\]|\\.)+'/g) ?? [];
  return new Set(texts.map((text) => text.slice(1, -1).replaceAll(/\\(.)/g, '$1').toLowerCase()));
}

type Matches = (resource: Resource) => boolean;

/** Returns a filter for the resources that a condition on the table `resources` is about. Undefined: it is none of the project's. */
function resourceFilter(condition: string, projected: string): Matches | undefined {
  const [, groups] = inGroups.exec(condition) ?? [];
  if (groups !== undefined && projected === columns.join(', ')) {
    const wanted = textsIn(groups);
    return ({ id = '' }) => wanted.has(groupOf(id)?.toLowerCase() ?? '');
  }
  const [, names, types] = byName.exec(condition) ?? [];
  if (names !== undefined && types !== undefined && projected === 'id, name, type') {
    const [wanted, wantedTypes] = [textsIn(names), textsIn(types)];
    return ({ name, type }) =>
      typeof name === 'string' && wanted.has(name.toLowerCase()) && wantedTypes.has(type.toLowerCase());
  }
  return undefined;
}

/** Returns a filter for the resources that a query is about: only the queries of this project are understood. */
function filterOf(query: string): Matches {
  const [, table, condition = '', projected = ''] =
    /^(resources|resourcecontainers) \| where (.+) \| project (.+) \| order by id asc$/.exec(query) ?? [];
  const type = /^type =~ '([^']+)'$/.exec(condition)?.[1];
  if (table === 'resourcecontainers' && type !== undefined && projected === columns.join(', '))
    return (resource) => resource.type.toLowerCase() === type.toLowerCase();
  const matches = table === 'resources' ? resourceFilter(condition, projected) : undefined;
  if (matches) return (resource) => isTracked(resource) && matches(resource);
  throw new ArmError(
    400,
    'BadRequest',
    `The simulation of Resource Graph does not understand this query, only those of the project: ${query}`,
  );
}

/** A row as the graph gives it: lower-case types, and null or an empty text for what is absent. */
function row(resource: Resource): unknown {
  const listed = asExpanded(resource);
  const shown = columns.map((column) => [column, listed[column] ?? (texts.has(column) ? '' : null)]);
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
  const asked = { query, within, who };
  const found =
    policyRowsOf(simulation, asked) ?? changeRowsOf(simulation, asked) ?? resourcesOf(simulation, asked);
  const headers = simulation.throttle.query(who.oid);
  return answerOf(simulation, { ...asked, headers, options }, found);
}

interface Asked {
  readonly query: string;
  /** Lower-case ids. */
  readonly within: readonly string[];
  readonly who: Principal;
}

/**
 * A page of what was found. A token says how many rows come before: what is deleted meanwhile moves those behind it up, past a page that
 * was given already, and what is added is given twice. `totalRecords` counts what the query matches; `resultTruncated` is true only where
 * there is no way to the rest.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/paging-results
 */
function answerOf(
  { options: { graphTruncates } }: Simulation,
  asked: Asked & {
    readonly headers: ArmResponse['headers'];
    readonly options: z.infer<typeof requestSchema>['options'];
  },
  { rows, size }: Found,
): ArmResponse {
  const { headers, options } = asked;
  const skipped = skippedBy(options.$skipToken, asked);
  const data = rows.slice(skipped, skipped + Math.min(options.$top ?? 100, size)).map((row) => row());
  const next = skipped + data.length;
  const more = next < rows.length;
  return {
    status: 200,
    ...(headers && { headers }),
    body: {
      totalRecords: rows.length,
      count: data.length,
      data,
      facets: [],
      resultTruncated: more && graphTruncates ? 'true' : 'false',
      ...(more && !graphTruncates ? { $skipToken: tokenOf(next, asked) } : {}),
    },
  };
}

/** A token is good for the query that it was given with alone. */
function tokenOf(skipped: number, { query, within }: Asked): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([query, within]))
    .digest('hex');
  return Buffer.from(JSON.stringify([skipped, digest])).toString('base64url');
}

function skippedBy(token: string | undefined, asked: Asked): number {
  if (!token) return 0;
  const skipped = Number(/^\[(\d+),/.exec(Buffer.from(token, 'base64url').toString())?.[1]);
  if (tokenOf(skipped, asked) !== token)
    throw new ArmError(400, 'BadRequest', 'The skip token does not belong to this query.');
  return skipped;
}

interface Found {
  readonly rows: readonly (() => unknown)[];
  /** The most rows of a page. */
  readonly size: number;
}

/** Resources as they are shown, in order of their ids. */
function resourcesOf(simulation: Simulation, { query, within, who }: Asked): Found {
  const matches = filterOf(query);
  const lag = simulation.options.graphLagMs;
  const freshness = lag > 0 ? { asOf: simulation.options.now() - lag } : 'now';
  const rows: (() => unknown)[] = [];
  for (const subscription of within.toSorted()) {
    const prefix = `/subscriptions/${subscription}`;
    for (const id of [prefix, ...simulation.resources.idsUnder(`${prefix}/`)]) {
      const resource = simulation.resources.get(id, freshness)?.resource;
      if (!resource || !matches(resource)) continue;
      if (!simulation.roles.allows(who.oid, `${resource.type}/read`, id)) continue;
      rows.push(() => row(resource));
    }
  }
  return { rows, size: 1000 };
}

/** Azure's policy states that the caller may read; undefined: the query is not about them. */
function policyRowsOf(simulation: Simulation, { query, within, who }: Asked): Found | undefined {
  const { graphLagMs, now, pageSize } = simulation.options;
  const readable = simulation.policyStates
    .rows(now() - graphLagMs)
    .filter(({ subscriptionId }) => within.includes(subscriptionId.toLowerCase()))
    .filter(({ id }) => simulation.roles.allows(who.oid, 'Microsoft.PolicyInsights/policyStates/read', id));
  const rows = queryPolicyTable(query, readable);
  return rows && { rows: rows.map((each) => () => each), size: pageSize };
}

/** The changes of one resource, or of all, that the caller may read; undefined: the query is not about them. */
function changeRowsOf(simulation: Simulation, { query, within, who }: Asked): Found | undefined {
  const ofOne = changeAsked(query);
  const isAsked = ofOne ?? changesAsked(query);
  if (!isAsked) return undefined;
  const shown = ofOne
    ? changeRow
    : ({ id, targetResourceId, detectedAt }: ChangeRow) => ({
        id,
        resourceId: targetResourceId,
        detectedAt: new Date(detectedAt).toISOString(),
      });
  const { options, changes, roles } = simulation;
  const rows = resourceChanges(changes, {
    now: options.now(),
    lagMs: options.changesLagMs,
    isListed: isTracked,
  })
    .filter(isAsked)
    .filter(({ targetResourceId: id }) => within.includes(subscriptionOf(id).toLowerCase()))
    .filter(({ id }) => roles.allows(who.oid, 'Microsoft.Resources/changes/read', id))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1))
    .map((each) => () => shown(each));
  return { rows, size: 1000 };
}

function changeRow(each: ChangeRow) {
  return {
    id: each.id,
    changeType: each.changeType,
    detectedAt: new Date(each.detectedAt).toISOString(),
    correlationId: each.correlationId,
    operation: each.operation,
    changesCount: each.changesCount,
    isTruncated: each.isTruncated ? 'true' : '',
    paths: each.changeType === 'Update' ? each.paths : null,
  };
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
