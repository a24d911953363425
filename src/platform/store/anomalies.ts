import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import { anomalyKeys, anomalyPartition } from './phi-access-keys.ts';
import type { Anomalies, AnomalyLike } from './phi-access-types.ts';
import { put } from './row-writes.ts';
import { jsonProperty, requireSchema, requireSize, schema } from './row.ts';
import type { Stored } from './row.ts';

/** Anomalies in one partition: there are a few a day. */
export function createAnomalies<T extends AnomalyLike>(table: TableClient): Anomalies<T> {
  const json = jsonProperty<T>('anomaly');
  async function* rows(filter: string) {
    for await (const row of table.listEntities<Stored>({ queryOptions: { filter } })) {
      requireSchema(row);
      yield { value: json.join(row), etag: row.etag };
    }
  }
  return {
    async read(id) {
      const { partitionKey, rowKey } = anomalyKeys(id);
      const filter = odata`PartitionKey eq ${partitionKey} and RowKey eq ${rowKey}`;
      for await (const found of rows(filter)) return found;
      return undefined;
    },

    async write(anomaly, etag) {
      const { id, end } = anomaly;
      const row = { ...anomalyKeys(id), schema, id, end, ...json.split(anomaly) };
      requireSize([row], `anomaly ${id}`);
      return (await put(table, row, etag)) === 'conflict' ? 'conflict' : 'written';
    },

    async *since(moment) {
      const found = [];
      for await (const each of rows(odata`PartitionKey eq ${anomalyPartition} and end ge ${moment}`))
        found.push(each);
      yield* found.toSorted((one, other) => (one.value.start < other.value.start ? -1 : 1));
    },
  };
}
