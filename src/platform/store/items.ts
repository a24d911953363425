import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { escapeName } from './keys.ts';
import { readRow, readRows } from './read-rows.ts';
import { put } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';
import type { Versioned } from './scan-types.ts';

/** Things that change as work on them goes on, one row each: drills, collections of evidence. */
export interface Items<T extends { readonly id: string }> {
  read(id: string): Promise<Versioned<T> | undefined>;
  /** In the order of their ids. */
  all(): Promise<readonly Versioned<T>[]>;
  /** `etag` undefined: it must not exist. `conflict`: somebody else was first. */
  write(item: T, etag: string | undefined): Promise<'written' | 'conflict'>;
}

/**
 * @param partition under which they lie together
 * @param name of the properties that hold each
 */
export function createItems<T extends { readonly id: string }>(
  table: TableClient,
  partition: string,
  name: string,
): Items<T> {
  const json = jsonProperty<T>(name);
  const partitionKey = escapeName(partition);
  const keysOf = (id: string) => ({ partitionKey, rowKey: escapeName(id) });
  return {
    async read(id) {
      const row = await readRow(table, keysOf(id));
      return row && { value: json.join(row), etag: row.etag };
    },
    async all() {
      const found: Versioned<T>[] = [];
      for await (const row of readRows(table, odata`PartitionKey eq ${partitionKey}`))
        found.push({ value: json.join(row), etag: row.etag });
      return found;
    },
    async write(item, etag) {
      const row = { ...keysOf(item.id), schema, ...json.split(item) };
      requireSize([row], item.id);
      return (await put(table, row, etag)) === 'conflict' ? 'conflict' : 'written';
    },
  };
}
