import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { concurrently } from '../../base/index.ts';
import { scanKeys, scanPartKeys, scanPartRange, unwatchedKeys } from './keys.ts';
import type { RowKeys } from './keys.ts';
import { readRow, readRows } from './read-rows.ts';
import { insertOnce, put } from './row-writes.ts';
import { jsonProperty, schema } from './row.ts';
import type { Row, Stored } from './row.ts';
import type { ScanPart, ScanRecord, Scans, Unwatched, Versioned } from './scan-types.ts';

const recordJson = jsonProperty<ScanRecord>('scan');

const partJson = jsonProperty<ScanPart>('part');

const unwatchedJson = jsonProperty<Unwatched>('unwatched');

const atOnce = 16;

/** Parts of a scan that has only begun. */
export function firstParts({ id, subscriptions }: ScanRecord): readonly ScanPart[] {
  return subscriptions.map((subscriptionId) => ({
    scanId: id,
    subscriptionId,
    status: 'open',
    attempts: 0,
    figures: { listed: 0, evaluated: 0, nominated: 0, confirmed: 0 },
    gaps: [],
  }));
}

/** Scans in the table of that name: their records in one partition, the parts of each in one of its own. */
export function createScans(table: TableClient): Scans {
  async function* rows<T>(filter: string, join: (row: Stored) => T): AsyncGenerator<Versioned<T>> {
    for await (const row of readRows(table, filter)) yield { value: join(row), etag: row.etag };
  }
  const addParts = (parts: readonly ScanPart[]): Promise<void> =>
    concurrently(parts, atOnce, (part) => insertOnce(table, partRow(part)));

  return {
    async begin(record) {
      await addParts(firstParts(record));
      await insertOnce(table, recordRow(record));
    },
    async read(id) {
      const row = await readRow(table, scanKeys(id));
      return row && { value: recordJson.join(row), etag: row.etag };
    },
    since(startedAt) {
      const { partitionKey, rowKey } = scanKeys(scanIdAt(startedAt));
      return rows(odata`PartitionKey eq ${partitionKey} and RowKey ge ${rowKey}`, (row) =>
        recordJson.join(row),
      );
    },
    save: (record, etag) => put(table, recordRow(record), etag),
    addParts,
    parts(scanId) {
      const { partitionKey } = scanPartKeys({ scanId, subscriptionId: '' });
      return rows(odata`PartitionKey eq ${partitionKey}`, (row) => partJson.join(row));
    },
    openParts(scanId, subscriptionId) {
      const { partitionKey, from, to } = scanPartRange(scanId, subscriptionId);
      const filter = odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${to} and status ne 'done'`;
      return rows(filter, (row) => partJson.join(row));
    },
    savePart: (part, etag) => put(table, partRow(part), etag),
    async unwatched() {
      const row = await readRow(table, unwatchedKeys);
      return row && unwatchedJson.join(row);
    },
    async setUnwatched(unwatched) {
      await table.upsertEntity({ ...unwatchedKeys, schema, ...unwatchedJson.split(unwatched) }, 'Replace');
    },
  };
}

/** Id of a scan that begins at a moment (ISO 8601): sorts by time; `suffix` keeps those of one moment apart. */
export function scanIdAt(startedAt: string, suffix?: string): string {
  const time = new Date(startedAt).toISOString().replaceAll(/[-:.]/g, '').toLowerCase();
  return suffix === undefined ? time : `${time}-${suffix}`;
}

function recordRow(record: ScanRecord): Row {
  return { ...scanKeys(record.id), schema, ...recordJson.split(record) };
}

function partRow(part: ScanPart): Row {
  const keys: RowKeys = scanPartKeys(part);
  return { ...keys, schema, status: part.status, ...partJson.split(part) };
}
