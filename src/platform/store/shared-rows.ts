import type { TableClient } from '@azure/data-tables';
import { escapeName } from './keys.ts';
import { readRow } from './read-rows.ts';
import { put } from './row-writes.ts';
import { jsonProperty, schema } from './row.ts';
import type { Versioned } from './scan-types.ts';

/** Values that all instances change: one row each, replaced under its ETag. */
export interface SharedRows<T> {
  read(key: string): Promise<Versioned<T> | undefined>;
  /** `conflict`: another instance was first. */
  write(key: string, value: T, etag: string | undefined): Promise<'written' | 'conflict'>;
}

/** @param rowKey names the kind of the values: others may lie in the same partitions */
export function createSharedRows<T>(table: TableClient, rowKey: string): SharedRows<T> {
  const json = jsonProperty<T>('value');
  // Each in a partition of its own: they are asked for by many at once.
  const keysOf = (key: string) => ({ partitionKey: escapeName(key), rowKey });
  return {
    async read(key) {
      const row = await readRow(table, keysOf(key));
      return row && { value: json.join(row), etag: row.etag };
    },
    async write(key, value, etag) {
      const row = { ...keysOf(key), schema, ...json.split(value) };
      return (await put(table, row, etag)) === 'conflict' ? 'conflict' : 'written';
    },
  };
}
