import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { subscriptionType } from '../../model/index.ts';
import type { Resource } from '../../model/index.ts';
import { policyStatesGraph } from './policy-states-graph.ts';
import { queryGraph } from './query-graph.ts';
import type { GraphOptions, GraphScope } from './query-graph.ts';
import { toResource } from './read-resource.ts';
import { escaped, readDetectedChanges, readRecordedChanges } from './recorded-changes.ts';
import type { AzureGraph, GraphPage } from '../azure/index.ts';

/** 1,000 rows each: more than a resource group may hold. */
const mostPages = 1_000;

const columns = 'id, name, type, kind, location, managedBy, sku, plan, identity, zones, tags, properties';

/**
 * Resource Graph by the queries that a scan needs. Pages need a stable order and the id among the columns.
 * https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data
 */
export function createGraph(options: GraphOptions): AzureGraph {
  const { endpoint, credential, scope, regions } = options;
  // Without scopes of its own, the client would ask for a token of the endpoint's address.
  const client = new ResourceGraphClient(credential, {
    endpoint,
    credentials: { scopes: [scope] },
    retryOptions: { maxRetries: 0 },
  });

  async function* pages(query: string, within: GraphScope): AsyncGenerator<GraphPage> {
    let skipToken: string | undefined;
    for (let count = 0; count < mostPages; count += 1) {
      const answer = await queryGraph(client, query, within, skipToken, options);
      if (answer.kind !== 'answer') {
        yield answer;
        return;
      }
      const { rows, startedAt } = answer;
      const resources = rows.map(resourceOf).filter((each) => each !== undefined);
      for (const { id, location } of resources) regions.note(id, location);
      const malformed = rows.length - resources.length;
      skipToken = answer.skipToken;
      const truncated = answer.truncated && skipToken === undefined;
      yield { kind: 'page', startedAt, resources, malformed, truncated };
      if (skipToken === undefined) return;
    }
    const startedAt = options.now().toISOString();
    yield { kind: 'failed', startedAt, reason: `more than ${mostPages} pages` };
  }

  return {
    resourceGroups: (subscriptionId) =>
      pages(containers('microsoft.resources/subscriptions/resourcegroups'), {
        subscriptions: [subscriptionId],
      }),
    resources: (subscriptionId, resourceGroups) =>
      pages(
        `resources | where resourceGroup in~ (${texts(resourceGroups)}) | project ${columns} | order by id asc`,
        { subscriptions: [subscriptionId] },
      ),
    named: (subscriptionIds, names, types) =>
      pages(
        `resources | where name in~ (${texts(names)}) and type in~ (${texts(types)}) | project id, name, type | order by id asc`,
        { subscriptions: [...subscriptionIds] },
      ),
    ...policyStatesGraph(
      (query, subscriptionId, skipToken) =>
        queryGraph(client, query, { subscriptions: [subscriptionId] }, skipToken, options),
      escaped,
    ),
    changesOf: (resourceId, from, to) => readRecordedChanges(client, resourceId, [from, to], options),
    changesIn: (subscriptionId, from, to) => readDetectedChanges(client, subscriptionId, [from, to], options),
    subscriptionsUnder: (managementGroup) =>
      pages(containers('microsoft.resources/subscriptions'), { managementGroups: [managementGroup] }),
  };
}

function containers(type: string): string {
  return `resourcecontainers | where type =~ '${type}' | project ${columns} | order by id asc`;
}

/** A row as ARM would have it: the graph fills columns that a resource lacks with null or an empty text. */
function resourceOf(row: unknown): Resource | undefined {
  const resource = toResource(row);
  if (!resource?.id) return undefined;
  const present = Object.entries(resource).filter(([, value]) => value !== null && value !== '');
  const type =
    resource.type.toLowerCase() === subscriptionType.toLowerCase() ? subscriptionType : resource.type;
  return { ...Object.fromEntries(present), type };
}

/** A list of texts as KQL has it. */
function texts(values: readonly string[]): string {
  return values.map((value) => `'${escaped(value)}'`).join(', ');
}
