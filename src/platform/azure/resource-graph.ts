import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import type { TokenCredential } from '@azure/core-auth';
import { isRestError } from '@azure/core-rest-pipeline';
import type { Resource } from '../../model/index.ts';
import { subscriptionType } from '../../model/index.ts';
import type { Budget, Charge } from './budget.ts';
import { classifyAnswer } from './classify-answer.ts';
import type { Patience } from './patience.ts';
import { policyStateOf } from './policy-state-row.ts';
import { toResource } from './read-resource.ts';
import type { Regions } from './regions.ts';
import type { AzureGraph, GraphPage, PolicyStatesPage, ReadFailure } from './types.ts';

export interface GraphOptions {
  /** Of Azure Resource Manager. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** Scope to ask a token for. */
  readonly scope: string;
  readonly budget: Budget;
  readonly patience: Patience;
  readonly regions: Regions;
  readonly now: () => Date;
}

type Scope = { subscriptions: string[] } | { managementGroups: string[] };

/** The most that the service gives at once. */
const pageSize = 1_000;

/** 1,000 rows each: more than a resource group may hold. */
const mostPages = 1_000;

const columns = 'id, name, type, kind, location, managedBy, sku, plan, identity, zones, tags, properties';

const policyStatesQuery =
  "policyresources | where type =~ 'microsoft.policyinsights/policystates' | project id, name, type, properties | order by id asc";

const charge: Charge = { subscription: '', provider: 'microsoft.resourcegraph', region: '', kind: 'query' };

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

  async function* pages(query: string, within: Scope): AsyncGenerator<GraphPage> {
    let skipToken: string | undefined;
    for (let count = 0; count < mostPages; count += 1) {
      const answer = await ask(client, query, within, skipToken, options);
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
    resources: (subscriptionId, resourceGroup) =>
      pages(
        `resources | where resourceGroup =~ '${escaped(resourceGroup)}' | project ${columns} | order by id asc`,
        { subscriptions: [subscriptionId] },
      ),
    async *policyStates(subscriptionId) {
      for await (const page of pages(policyStatesQuery, { subscriptions: [subscriptionId] }))
        yield page.kind === 'page' ? statesOn(page) : page;
    },
    subscriptionsUnder: (managementGroup) =>
      pages(containers('microsoft.resources/subscriptions'), { managementGroups: [managementGroup] }),
  };
}

/** A page of which something is missing is none: states that are not there must not be taken for ended. */
function statesOn(page: Extract<GraphPage, { kind: 'page' }>): PolicyStatesPage {
  const { startedAt, resources, malformed, truncated } = page;
  if (truncated) return { kind: 'failed', startedAt, reason: 'the graph cut its answer short' };
  const states = resources.map(policyStateOf).filter((each) => each !== undefined);
  const strange = malformed + resources.length - states.length;
  return strange === 0
    ? { kind: 'states', states }
    : { kind: 'malformed', startedAt, reason: `${strange} rows are no policy states` };
}

function containers(type: string): string {
  return `resourcecontainers | where type =~ '${type}' | project ${columns} | order by id asc`;
}

interface GraphAnswer {
  readonly kind: 'answer';
  readonly startedAt: string;
  readonly rows: readonly unknown[];
  readonly truncated: boolean;
  readonly skipToken: string | undefined;
}

async function ask(
  client: ResourceGraphClient,
  query: string,
  within: Scope,
  skipToken: string | undefined,
  { budget, patience, now }: GraphOptions,
): Promise<GraphAnswer | ReadFailure> {
  const seconds = await patience.admit(charge);
  const startedAt = now().toISOString();
  if (seconds > 0) {
    const reason = 'held back: the budget of microsoft.resourcegraph is used up';
    return { kind: 'throttled', startedAt, retryAfterSeconds: seconds, reason };
  }
  try {
    const answer = await client.resources(
      {
        ...within,
        query,
        options: { resultFormat: 'objectArray', top: pageSize, ...(skipToken && { skipToken }) },
      },
      {
        onResponse: ({ headers }) => {
          const left = Number(headers.get('x-ms-user-quota-remaining') ?? Number.NaN);
          if (left === 0) budget.rest(charge, secondsOf(headers.get('x-ms-user-quota-resets-after')));
        },
      },
    );
    if (!Array.isArray(answer.data))
      return { kind: 'malformed', startedAt, reason: 'the answer has no rows' };
    return {
      kind: 'answer',
      startedAt,
      rows: answer.data as readonly unknown[],
      truncated: answer.resultTruncated === 'true',
      skipToken: answer.skipToken || undefined,
    };
  } catch (error) {
    const failure = failureOf(error, startedAt, now());
    if (failure.kind === 'throttled') budget.hold(charge, failure.retryAfterSeconds);
    return failure;
  }
}

/** Understood as any answer of Resource Manager; a query has nothing that could be gone. */
function failureOf(error: unknown, startedAt: string, date: Date): ReadFailure {
  if (!isRestError(error) || error.statusCode === undefined || !error.response) {
    const name = isRestError(error) ? error.code : error instanceof Error ? error.name : undefined;
    return { kind: 'failed', startedAt, reason: `no answer (${name ?? 'unknown error'})` };
  }
  const { headers, bodyAsText } = error.response;
  const retryAfter = headers.get('retry-after') ?? quotaReset(headers.get('x-ms-user-quota-resets-after'));
  const understood = classifyAnswer({
    kind: 'answered',
    startedAt,
    status: error.statusCode,
    body: bodyOf(bodyAsText) ?? error.details,
    retryAfter,
    date,
  });
  switch (understood.kind) {
    case 'denied':
    case 'throttled':
    case 'failed':
      return understood;
    default:
      return { kind: 'failed', startedAt, reason: `HTTP ${error.statusCode}` };
  }
}

function bodyOf(text: string | null | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    // No JSON: the status says enough.
    return undefined;
  }
}

function quotaReset(header: string | undefined): string | undefined {
  return header === undefined ? undefined : String(secondsOf(header));
}

/** `hh:mm:ss`; 5 seconds, the window of the quota, where it says nothing. */
function secondsOf(header: string | undefined): number {
  const parts = /^(\d+):(\d+):(\d+)/.exec(header ?? '');
  if (!parts) return 5;
  return Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3]);
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

function escaped(name: string): string {
  return name.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`);
}
