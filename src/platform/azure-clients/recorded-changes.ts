import type { ResourceGraphClient } from '@azure/arm-resourcegraph';
import * as z from 'zod';
import { at } from '../../base/index.ts';
import { boundedId, isBoundedId, isOperationName, subscriptionIdOf } from '../../model/index.ts';
import { queryGraph } from './query-graph.ts';
import type { GraphOptions } from './query-graph.ts';
import type { Attempt, DetectedChange, RecordedChange } from '../azure/index.ts';

/** A resource that changes more often between two readings has no one author. */
const mostPages = 5;

const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'must be a moment');

const row = z.object({
  id: z.string().min(1),
  changeType: z.enum(['Create', 'Update', 'Delete']),
  detectedAt: moment,
  correlationId: z.string().nullish(),
  operation: z.string().nullish(),
  changesCount: z.number().nullish(),
  isTruncated: z.string().nullish(),
  paths: z.array(z.string()).nullish(),
});

/**
 * Reads the changes of a resource that Resource Graph noticed between two times. Columns are picked in the query, so that neither the mail address
 * in `changedBy` nor any value leaves Azure. https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes
 */
export async function readRecordedChanges(
  client: ResourceGraphClient,
  resourceId: string,
  [from, to]: readonly [from: string, to: string],
  options: GraphOptions,
): Promise<Attempt<readonly RecordedChange[]>> {
  const found = await rowsOf(row, {
    client,
    query: queryFor(resourceId, from, to),
    subscription: subscriptionIdOf(resourceId) ?? '',
    mostPages,
    options,
  });
  return found.kind === 'read' ? { ...found, value: found.value.map(changeOf) } : found;
}

/** A day of a very busy subscription. */
const mostPagesOfAll = 50;

const detected = z.object({ id: z.string(), resourceId: z.string().min(1), detectedAt: moment });

/** Reads when each resource of a subscription changed between two times, as Resource Graph noticed it. */
export async function readDetectedChanges(
  client: ResourceGraphClient,
  subscription: string,
  [from, to]: readonly [from: string, to: string],
  options: GraphOptions,
): Promise<Attempt<readonly DetectedChange[]>> {
  const query = [
    'resourcechanges',
    'extend detectedAt = todatetime(properties.changeAttributes.timestamp)',
    between(from, to),
    'project id, resourceId = tostring(properties.targetResourceId), detectedAt',
    'order by id asc',
  ].join(' | ');
  const found = await rowsOf(detected, { client, query, subscription, mostPages: mostPagesOfAll, options });
  if (found.kind !== 'read') return found;
  return {
    ...found,
    value: found.value.map(({ resourceId, detectedAt }) => ({
      resourceId,
      detectedAt: new Date(detectedAt).toISOString(),
    })),
  };
}

interface Asked {
  readonly client: ResourceGraphClient;
  readonly query: string;
  readonly subscription: string;
  readonly mostPages: number;
  readonly options: GraphOptions;
}

/** All rows of a query. Never some of them: what is not there must not be taken for unchanged. */
async function rowsOf<Row>(
  schema: z.ZodType<Row>,
  { client, query, subscription, mostPages: most, options }: Asked,
): Promise<Attempt<readonly Row[]>> {
  const within = { subscriptions: [subscription] };
  const found: Row[] = [];
  let skipToken: string | undefined;
  for (let count = 0; count < most; count += 1) {
    const answer = await queryGraph(client, query, within, skipToken, options);
    if (answer.kind !== 'answer') return answer;
    const { startedAt } = answer;
    for (const each of answer.rows) {
      const parsed = schema.safeParse(each);
      if (!parsed.success) return { kind: 'malformed', startedAt, reason: 'a row is no change' };
      found.push(parsed.data);
    }
    skipToken = answer.skipToken;
    if (answer.truncated && skipToken === undefined)
      return { kind: 'failed', startedAt, reason: 'the graph cut its answer short' };
    if (skipToken === undefined) return { kind: 'read', startedAt, value: found };
  }
  return { kind: 'malformed', startedAt: options.now().toISOString(), reason: `more than ${most} pages` };
}

function queryFor(resourceId: string, from: string, to: string): string {
  return [
    'resourcechanges',
    `where tostring(properties.targetResourceId) =~ '${escaped(resourceId)}'`,
    'extend attributes = properties.changeAttributes',
    'extend detectedAt = todatetime(attributes.timestamp)',
    between(from, to),
    'project id, changeType = tostring(properties.changeType), detectedAt, correlationId = tostring(attributes.correlationId), ' +
      'operation = tostring(attributes.operation), changesCount = toint(attributes.changesCount), ' +
      'isTruncated = tostring(attributes.isTruncated), paths = bag_keys(properties.changes)',
    'order by id asc',
  ].join(' | ');
}

function between(from: string, to: string): string {
  const [begin, end] = [from, to].map((time) => `datetime(${new Date(at(time)).toISOString()})`);
  return `where detectedAt >= ${begin} and detectedAt <= ${end}`;
}

/** A text in a query of the graph, between quotes. */
export function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`);
}

/** Azure's placeholder where there is no correlation id. */
const nobody = '00000000-0000-0000-0000-000000000000';

const kinds = { Create: 'create', Update: 'update', Delete: 'delete' } as const;

function changeOf(given: z.infer<typeof row>): RecordedChange {
  const { changeType, changesCount, isTruncated, correlationId, operation } = given;
  const paths = given.paths ?? [];
  return {
    id: boundedId(given.id.slice(given.id.lastIndexOf('/') + 1)),
    kind: kinds[changeType],
    detectedAt: new Date(given.detectedAt).toISOString(),
    ...(correlationId && isBoundedId(correlationId) && correlationId !== nobody && { correlationId }),
    ...(operation && isOperationName(operation) && { operation }),
    paths,
    // The page has `isTruncated` in two places; the count tells it in any case.
    truncated:
      changeType === 'Update' &&
      (isTruncated?.toLowerCase() === 'true' || (changesCount ?? 0) > paths.length),
  };
}
