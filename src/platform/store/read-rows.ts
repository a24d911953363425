import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import type { RowKeys } from './keys.ts';
import { requireSchema } from './row.ts';
import type { Stored } from './row.ts';

/** A row with its ETag, which the service gives with every row. */
type Read = Stored & { readonly rowKey?: string; readonly etag: string };

/** Reads the rows of a filter, or all, in the order of their keys. Throws for a row of a newer schema. */
export async function* readRows(table: TableClient, filter?: string): AsyncGenerator<Read> {
  const queryOptions = filter === undefined ? {} : { filter };
  for await (const row of table.listEntities<Stored>({ queryOptions })) {
    requireSchema(row);
    yield row;
  }
}

/** Reads one row, by a query: that there is none is no error then. Throws for a row of a newer schema. */
export async function readRow(
  table: TableClient,
  { partitionKey, rowKey }: RowKeys,
): Promise<Read | undefined> {
  const filter = odata`PartitionKey eq ${partitionKey} and RowKey eq ${rowKey}`;
  for await (const row of readRows(table, filter)) return row;
  return undefined;
}
