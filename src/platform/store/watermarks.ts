import type { TableClient } from '@azure/data-tables';
import { escapeName } from './keys.ts';
import { readRow } from './read-rows.ts';
import { put } from './row-writes.ts';
import { schema } from './row.ts';
import type { Versioned } from './scan-types.ts';

/** Up to which moment something has been done, by name. */
export interface Watermarks {
  /** ISO 8601; undefined: nothing has been done yet. */
  read(name: string): Promise<Versioned<string> | undefined>;
  /** `conflict`: somebody else has moved it. */
  write(name: string, moment: string, etag: string | undefined): Promise<'written' | 'conflict'>;
}

export function createWatermarks(table: TableClient): Watermarks {
  return {
    async read(name) {
      const row = await readRow(table, keysOf(name));
      return row && { value: String(row['moment']), etag: row.etag };
    },
    async write(name, moment, etag) {
      const row = { ...keysOf(name), schema, moment };
      return (await put(table, row, etag)) === 'conflict' ? 'conflict' : 'written';
    },
  };
}

function keysOf(name: string) {
  return { partitionKey: 'watermark', rowKey: escapeName(name) };
}
