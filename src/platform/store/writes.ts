import { odata } from '@azure/data-tables';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { readRow, readRows } from './read-rows.ts';
import { insertOnce, isAlreadyThere, isChanged, isMissing, put } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';
import { createWriteLeases, leaseRow, writeKeys } from './write-leases.ts';
import type {
  WriteCheck,
  WriteEnd,
  WriteIntent,
  WriteOperation,
  WritePlace,
  WriteRecord,
  Writes,
} from './write-types.ts';

type Part = 'intent' | 'operation' | 'end' | 'check';

type Value = WriteIntent | WriteOperation | WriteEnd | WriteCheck;

type Mutable = { -readonly [Name in keyof WriteRecord]?: WriteRecord[Name] };

/** The journal of our own writes. */
export function createWrites(table: TableClient): Writes {
  const json = jsonProperty<Value>('value');
  const places = jsonProperty<readonly WritePlace[]>('places');
  const rowOf = (part: Part, intent: WriteIntent, value: Value) => ({
    ...writeKeys.row(part, intent),
    schema,
    part,
    attempt: intent.attempt,
    ...json.split(value),
  });

  return {
    ...createWriteLeases(table),

    async begin(intent, lease) {
      const row = rowOf('intent', intent, intent);
      requireSize([row], `a write to ${intent.target}`);
      const actions: TransactionAction[] = [
        // The lease comes first: who has lost it writes nothing.
        ['update', leaseRow(lease), 'Replace', { etag: lease.etag }],
        ['create', row],
      ];
      try {
        const { subResponses } = await table.submitTransaction(actions);
        const etag = subResponses[0]?.etag;
        if (!etag) throw new Error(`the lease of ${intent.resourceId} was written without an ETag`);
        return { ...lease, etag };
      } catch (error) {
        if (isChanged(error) || isMissing(error)) return 'lost';
        if (isAlreadyThere(error)) return 'taken';
        throw error;
      }
    },

    operation: (intent, operation) => insertOnce(table, rowOf('operation', intent, operation)),

    end: (intent, end) => insertOnce(table, rowOf('end', intent, end)),

    check: (intent, check) => insertOnce(table, rowOf('check', intent, check)),

    async of(resourceId) {
      const { from, to } = writeKeys.rows;
      const filter = odata`PartitionKey eq ${writeKeys.partition(resourceId)} and RowKey ge ${from} and RowKey lt ${to}`;
      const records = new Map<string, Mutable>();
      for await (const row of readRows(table, filter)) {
        const part = String(row['part']) as Part;
        const key = String(row['rowKey']);
        const place = key.slice(0, key.lastIndexOf('|'));
        records.set(place, { ...records.get(place), [part]: json.join(row) });
      }
      return [...records.values()]
        .flatMap(({ intent, ...rest }) => (intent ? [{ intent, ...rest }] : []))
        .toSorted((one, other) => (one.intent.at < other.intent.at ? -1 : 1));
    },

    async places(subscriptionId) {
      const row = await readRow(table, writeKeys.places(subscriptionId));
      return row && { value: places.join(row), etag: row.etag };
    },

    putPlaces(subscriptionId, value, etag) {
      const row = { ...writeKeys.places(subscriptionId), schema, ...places.split(value) };
      requireSize([row], `the places of subscription ${subscriptionId}`);
      return put(table, row, etag);
    },
  };
}
