import type { ResourceGraphClient } from '@azure/arm-resourcegraph';
import * as z from 'zod';
import { at } from '../../base/index.ts';
import { boundedId, isBoundedId, isOperationName, subscriptionIdOf } from '../../model/index.ts';
import { queryGraph } from './query-graph.ts';
import type { GraphOptions } from './query-graph.ts';
import type { Attempt, RecordedChange } from '../azure/index.ts';

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
  const query = queryFor(resourceId, from, to);
  const within = { subscriptions: [subscriptionIdOf(resourceId) ?? ''] };
  const found: RecordedChange[] = [];
  let skipToken: string | undefined;
  for (let count = 0; count < mostPages; count += 1) {
    const answer = await queryGraph(client, query, within, skipToken, options);
    if (answer.kind !== 'answer') return answer;
    const { startedAt } = answer;
    for (const each of answer.rows) {
      const parsed = row.safeParse(each);
      if (!parsed.success) return { kind: 'malformed', startedAt, reason: 'a row is no change' };
      found.push(changeOf(parsed.data));
    }
    skipToken = answer.skipToken;
    if (answer.truncated && skipToken === undefined)
      return { kind: 'failed', startedAt, reason: 'the graph cut its answer short' };
    if (skipToken === undefined) return { kind: 'read', startedAt, value: found };
  }
  return {
    kind: 'malformed',
    startedAt: options.now().toISOString(),
    reason: `more than ${mostPages} pages`,
  };
}

function queryFor(resourceId: string, from: string, to: string): string {
  const [begin, end] = [from, to].map((time) => `datetime(${new Date(at(time)).toISOString()})`);
  return [
    'resourcechanges',
    `where tostring(properties.targetResourceId) =~ '${escaped(resourceId)}'`,
    'extend attributes = properties.changeAttributes',
    'extend detectedAt = todatetime(attributes.timestamp)',
    `where detectedAt >= ${begin} and detectedAt <= ${end}`,
    'project id, changeType = tostring(properties.changeType), detectedAt, correlationId = tostring(attributes.correlationId), ' +
      'operation = tostring(attributes.operation), changesCount = toint(attributes.changesCount), ' +
      'isTruncated = tostring(attributes.isTruncated), paths = bag_keys(properties.changes)',
    'order by id asc',
  ].join(' | ');
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
