import type { TableClient } from '@azure/data-tables';
import { odata } from '@azure/data-tables';
import { concurrently } from '../../base/index.ts';
import { hash, readByKeys } from './keys.ts';
import { readRows } from './read-rows.ts';
import { schema } from './row.ts';
import type { ReadBy } from './types.ts';

const writesAtOnce = 16;

/** Rows known to be there: most evaluations read what the one before them read. About 10 MB. */
const mostKnown = 50_000;

interface ReadByRow {
  readonly schema: number;
  readonly key: string;
  readonly readerId: string;
}

/** Keeps which resources were evaluated by reading `key`: one partition per key, one row per reader. Rows are never removed. */
export function createReadBy(table: TableClient): ReadBy {
  const known = new Set<string>();

  return {
    async add(keys, readerId) {
      const unknown = new Map(
        keys
          .map((key) => [readByKeys(key, readerId), key] as const)
          .map(([place, key]) => [`${place.partitionKey}/${place.rowKey}`, { place, key }] as const)
          .filter(([name]) => !known.has(name)),
      );
      await concurrently([...unknown], writesAtOnce, async ([name, { place, key }]) => {
        await table.upsertEntity<ReadByRow>(
          { ...place, schema, key: key.toLowerCase(), readerId },
          'Replace',
        );
        if (known.size >= mostKnown) known.clear();
        known.add(name);
      });
    },

    async readers(key) {
      const readers: string[] = [];
      const filter = odata`PartitionKey eq ${hash(key)}`;
      for await (const { readerId } of readRows(table, filter)) readers.push(String(readerId));
      return readers;
    },
  };
}
