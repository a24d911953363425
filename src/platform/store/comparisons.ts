import type { TableClient } from '@azure/data-tables';
import type { ComparisonRequest, Comparisons } from './comparison-types.ts';
import { escapeName, hash, subscriptionKeyOf } from './keys.ts';
import { pack, unpack } from './packed-value.ts';
import { readRow } from './read-rows.ts';
import { put } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';

const json = jsonProperty<ComparisonRequest>('request');

/** Comparisons by subscription: the one under way, and beside it the requests of single resources. */
export function createComparisons(table: TableClient): Comparisons {
  return {
    async run(subscriptionId) {
      const row = await readRow(table, runKeys(subscriptionId));
      return row && { value: await unpack(row), etag: row.etag };
    },

    async saveRun(subscriptionId, run, etag) {
      const row = { ...runKeys(subscriptionId), schema, ...(await pack(run)) };
      requireSize([row], subscriptionId);
      return (await put(table, row, etag)) === 'conflict' ? 'conflict' : 'written';
    },

    async request(resourceId) {
      const row = await readRow(table, requestKeys(resourceId));
      return row && { value: json.join(row), etag: row.etag };
    },

    saveRequest: (request, etag) =>
      put(
        table,
        {
          ...requestKeys(request.resourceId),
          schema,
          resourceId: request.resourceId,
          ...json.split(request),
        },
        etag,
      ),
  };
}

function runKeys(subscriptionId: string) {
  return { partitionKey: escapeName(subscriptionId), rowKey: 'run' };
}

function requestKeys(resourceId: string) {
  return { partitionKey: escapeName(subscriptionKeyOf(resourceId)), rowKey: `request|${hash(resourceId)}` };
}
