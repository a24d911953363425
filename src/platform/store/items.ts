import type { TableClient } from '@azure/data-tables';
import { escapeName } from './keys.ts';
import { readRow, readRows } from './read-rows.ts';
import { put } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';
import type { Versioned } from './scan-types.ts';

/** The drills, one for each quarter. */
export interface Drills<T extends { readonly id: string }> {
  read(id: string): Promise<Versioned<T> | undefined>;
  /** Oldest first. */
  all(): Promise<readonly Versioned<T>[]>;
  /** `etag` undefined: it must not exist. `conflict`: somebody else was first. */
  write(drill: T, etag: string | undefined): Promise<'written' | 'conflict'>;
}

const partitionKey = 'drill';

function keysOf(id: string) {
  return { partitionKey, rowKey: escapeName(id) };
}

export function createDrills<T extends { readonly id: string }>(table: TableClient): Drills<T> {
  const json = jsonProperty<T>('drill');
  return {
    async read(id) {
      const row = await readRow(table, keysOf(id));
      return row && { value: json.join(row), etag: row.etag };
    },
    async all() {
      const found: Versioned<T>[] = [];
      for await (const row of readRows(table, `PartitionKey eq '${partitionKey}'`))
        found.push({ value: json.join(row), etag: row.etag });
      return found;
    },
    async write(drill, etag) {
      const row = { ...keysOf(drill.id), schema, ...json.split(drill) };
      requireSize([row], drill.id);
      return (await put(table, row, etag)) === 'conflict' ? 'conflict' : 'written';
    },
  };
}
