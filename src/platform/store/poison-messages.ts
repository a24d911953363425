import type { TableClient } from '@azure/data-tables';
import type { PoisonMessage, PoisonMessages } from './poison-types.ts';
import { readRow, readRows } from './read-rows.ts';
import { put } from './row-writes.ts';
import { jsonProperty, schema } from './row.ts';
import { deleteAll } from './transactions.ts';

const json = jsonProperty<PoisonMessage>('message');

/** Messages that failed too often, by queue. */
export function createPoisonMessages(table: TableClient): PoisonMessages {
  return {
    async read(queue, hash) {
      const row = await readRow(table, { partitionKey: queue, rowKey: hash });
      return row && { value: json.join(row), etag: row.etag };
    },

    async put(message, etag) {
      const { queue: partitionKey, hash: rowKey, requeues, lastAt } = message;
      const row = { partitionKey, rowKey, schema, requeues, lastAt, ...json.split(message) };
      return (await put(table, row, etag)) === 'conflict' ? 'conflict' : 'written';
    },

    async *all() {
      for await (const row of readRows(table)) yield { value: json.join(row), etag: row.etag };
    },

    remove: ({ queue, hash }) => deleteAll(table, [{ partitionKey: queue, rowKey: hash }]),
  };
}
