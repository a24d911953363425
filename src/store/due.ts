import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { dueKeys, duePartition, dueRowsUntil } from './answer-keys.ts';
import type { DueBook } from './response-types.ts';
import { requireSchema, schema } from './row.ts';
import type { Stored } from './row.ts';
import { deleteAll } from './transactions.ts';

/** What waits, in one partition by time. */
export function createDueBook(table: TableClient): DueBook {
  return {
    async add(entry) {
      await table.upsertEntity({ ...dueKeys(entry), schema, id: entry.id, at: entry.at }, 'Replace');
    },

    remove: (entry) => deleteAll(table, [dueKeys(entry)]),

    async *until(at) {
      const filter =
        at === undefined
          ? odata`PartitionKey eq ${duePartition}`
          : odata`PartitionKey eq ${duePartition} and RowKey lt ${dueRowsUntil(at)}`;
      for await (const row of table.listEntities<Stored>({ queryOptions: { filter } })) {
        requireSchema(row);
        yield { id: String(row['id']), at: String(row['at']) };
      }
    },
  };
}
