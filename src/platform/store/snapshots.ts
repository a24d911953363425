import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { TableClient } from '@azure/data-tables';
import { escapeName } from './keys.ts';
import { isMissing } from './row-writes.ts';
import { jsonProperty, requireSchema, requireSize, schema } from './row.ts';
import type { Stored } from './row.ts';
import type { Snapshots } from './tenant-policy-types.ts';

const packed = jsonProperty<string>('packed');

const pack = promisify(gzip);

const unpack = promisify(gunzip);

/** Large values as rows of their own, packed: an initiative of a megabyte takes a tenth of that. */
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
      if (!row) return undefined;
      requireSchema(row);
      const text = (await unpack(Buffer.from(packed.join(row), 'base64'))).toString();
      return { etag: etagIn(row), value: JSON.parse(text) as unknown };
    },

    async write(key, value) {
      const content = (await pack(JSON.stringify(value))).toString('base64');
      const row = { partitionKey: 'snapshot', rowKey: escapeName(key), schema, ...packed.split(content) };
      requireSize([row], key);
      const { etag } = await table.upsertEntity(row, 'Replace');
      return String(etag);
    },
  };
}

function etagIn(row: Stored): string {
  return String(row['etag']);
}
