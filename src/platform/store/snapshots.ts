import type { TableClient } from '@azure/data-tables';
import { escapeName } from './keys.ts';
import { pack, unpack } from './packed-value.ts';
import { isMissing } from './row-writes.ts';
import { requireSize, schema } from './row.ts';
import type { Stored } from './row.ts';
import type { Snapshots } from './tenant-policy-types.ts';

/** Large values as rows of their own, packed. */
export function createSnapshots(table: TableClient): Snapshots {
  const rowOf = async (key: string, select?: string[]): Promise<Stored | undefined> => {
    try {
      const options = select ? { queryOptions: { select } } : {};
      return await table.getEntity<Stored>('snapshot', escapeName(key), options);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  return {
    async etag(key) {
      const row = await rowOf(key, ['schema']);
      return row && etagIn(row);
    },

    async read(key) {
      const row = await rowOf(key);
      return row && { etag: etagIn(row), value: await unpack(row) };
    },

    async write(key, value) {
      const row = { partitionKey: 'snapshot', rowKey: escapeName(key), schema, ...(await pack(value)) };
      requireSize([row], key);
      const { etag } = await table.upsertEntity(row, 'Replace');
      return String(etag);
    },
  };
}

function etagIn(row: Stored): string {
  return String(row['etag']);
}
