import { isDeepStrictEqual } from 'node:util';
import { odata } from '@azure/data-tables';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { Records, RecordVersion } from '../../model/index.ts';
import { recordKeys, recordMarker, recordPartition } from './keys.ts';
import { readRow, readRows } from './read-rows.ts';
import { isAlreadyThere } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';
import type { Row, Stored } from './row.ts';

/** Beside the versions of an owner lies a marker that every addition rewrites: while its ETag stands, what was read stands. */
interface Saved<T> {
  readonly etag: string;
  readonly versions: readonly RecordVersion<T>[];
}

const mostOwnersKept = 200;

/** Records of one table. Versions are only added, each with the marker of its owner in one transaction. */
export function createRecords<T>(table: TableClient): Records<T> {
  const json = jsonProperty<T>('value');
  const kept = new Map<string, Saved<T>>();

  const versionsOf = async (owner: string): Promise<readonly RecordVersion<T>[]> => {
    const partitionKey = recordPartition(owner);
    const marker = await readRow(table, { partitionKey, rowKey: recordMarker });
    if (!marker) return [];
    const known = kept.get(owner);
    if (known?.etag === marker.etag) return known.versions;
    const versions: RecordVersion<T>[] = [];
    for await (const row of readRows(table, odata`PartitionKey eq ${partitionKey}`))
      if (row.rowKey !== recordMarker) versions.push(fromRow(row, json.join(row)));
    // What was added meanwhile has another marker: then it is read again the next time.
    if (kept.size >= mostOwnersKept) kept.clear();
    kept.set(owner, { etag: marker.etag, versions });
    return versions;
  };

  return {
    async add(owner, version) {
      const row: Row = {
        ...recordKeys(owner, version),
        schema,
        id: version.id,
        version: version.version,
        recordedAt: version.recordedAt,
        ...json.split(version.value),
      };
      requireSize([row], `record ${version.id}`);
      const marker = { partitionKey: recordPartition(owner), rowKey: recordMarker, schema };
      const actions: TransactionAction[] = [
        ['create', row],
        ['upsert', { ...marker, last: row.rowKey }, 'Replace'],
      ];
      try {
        await table.submitTransaction(actions);
        return 'added';
      } catch (error) {
        if (!isAlreadyThere(error)) throw error;
        // The SDK may try again what the service has done: then it is our own version that lies there.
        const there = await table.getEntity<Stored>(row.partitionKey, row.rowKey);
        return isDeepStrictEqual(json.split(json.join(there)), json.split(version.value)) ? 'added' : 'taken';
      }
    },

    async latest(owner) {
      const last = new Map<string, RecordVersion<T>>();
      for (const version of await versionsOf(owner)) last.set(version.id, version);
      return [...last.values()];
    },

    async nextOwner(from) {
      const filter = odata`PartitionKey ge ${from}`;
      for await (const { partitionKey } of readRows(table, filter, 1)) return String(partitionKey);
      return undefined;
    },

    async history(owner, id) {
      return (await versionsOf(owner)).filter((version) => version.id === id);
    },
  };
}

function fromRow<T>(row: Stored, value: T): RecordVersion<T> {
  return {
    id: String(row['id']),
    version: Number(row['version']),
    recordedAt: String(row['recordedAt']),
    value,
  };
}
