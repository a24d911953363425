import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import type { RowKeys } from './keys.ts';
import { requireSchema } from './row.ts';
import type { Stored } from './row.ts';

/** A row with its ETag, which the service gives with every row. */
type Read = Stored & { readonly rowKey?: string; readonly etag: string };

/** The most rows that the service gives at once. */
export const mostAtOnce = 1_000;

/**
 * Reads the rows of a filter, or all, in the order of their keys. Throws for a row of a newer schema.
 * @param wanted the filter, and the columns where not all are wanted
 * @param atOnce the number that are asked for at once, where few are wanted: the rest is read when they have been taken
 */
export async function* readRows(
  table: TableClient,
  wanted?: string | { readonly filter: string; readonly select: string[] },
  atOnce = mostAtOnce,
): AsyncGenerator<Read> {
  const queryOptions = typeof wanted === 'string' ? { filter: wanted } : (wanted ?? {});
  const pages = table
    .listEntities<Stored>({ queryOptions })
    .byPage({ maxPageSize: Math.min(atOnce, mostAtOnce) });
  for await (const page of pages)
    for (const row of page) {
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
