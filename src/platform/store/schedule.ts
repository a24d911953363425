import type { TableClient } from '@azure/data-tables';
import { odata } from '@azure/data-tables';
import { dueKeys, dueRowsUntil } from './response-keys.ts';
import type { Schedule } from './response-types.ts';
import { requireSchema, schema } from './row.ts';
import type { Stored } from './row.ts';
import { deleteAll } from './transactions.ts';

/** What waits, in one partition by time. */
export function createSchedule(table: TableClient, partition: string): Schedule {
  return {
    async add(entry) {
      await table.upsertEntity(
        { ...dueKeys(partition, entry), schema, id: entry.id, at: entry.at },
        'Replace',
      );
    },

    remove: (entry) => deleteAll(table, [dueKeys(partition, entry)]),

    async *until(at) {
      const filter =
        at === undefined
          ? odata`PartitionKey eq ${partition}`
          : odata`PartitionKey eq ${partition} and RowKey lt ${dueRowsUntil(at)}`;
      for await (const row of table.listEntities<Stored>({ queryOptions: { filter } })) {
        requireSchema(row);
        yield { id: String(row['id']), at: String(row['at']) };
      }
    },
  };
}
