import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { anomalyKeys, anomalyPartition } from './phi-access-keys.ts';
import type { Anomalies, AnomalyLike } from './phi-access-types.ts';
import { readRow, readRows } from './read-rows.ts';
import { put } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';

/** Anomalies in one partition: there are a few a day. */
export function createAnomalies<T extends AnomalyLike>(table: TableClient): Anomalies<T> {
  const json = jsonProperty<T>('anomaly');
  return {
    async read(id) {
      const row = await readRow(table, anomalyKeys(id));
      return row && { value: json.join(row), etag: row.etag };
    },

    async write(anomaly, etag) {
      const { id, end } = anomaly;
      const row = { ...anomalyKeys(id), schema, id, end, ...json.split(anomaly) };
      requireSize([row], `anomaly ${id}`);
      return (await put(table, row, etag)) === 'conflict' ? 'conflict' : 'written';
    },

    async *since(moment) {
      const found = [];
      const filter = odata`PartitionKey eq ${anomalyPartition} and end ge ${moment}`;
      for await (const row of readRows(table, filter)) found.push({ value: json.join(row), etag: row.etag });
      yield* found.toSorted((one, other) => (one.value.start < other.value.start ? -1 : 1));
    },
  };
}
