import { odata } from '@azure/data-tables';
import type { TableClient } from '@azure/data-tables';
import type { KeptRow, KeptRows } from './kept-row-types.ts';
import { monthsBack, recordMarker } from './keys.ts';
import { jsonProperty, schema } from './row.ts';
import { duePartitions, scheduleRow } from './schedule.ts';
import type { Row, Stored } from './row.ts';
import { keptTableNames, recordTableNames } from './table-names.ts';
import type { TableName } from './table-names.ts';
import { upsertAll } from './transactions.ts';

/** A row is written within minutes of the time in its key; a drift that waited for storage, within days. */
const latestMonths = 2;

/**
 * The rows of what was put on record, across tables. Only the service's own time tells when a row was written; no index has it, so the
 * service goes through each table whole, but for the audit, which lies by month.
 */
export function createKeptRows(tableOf: (name: TableName) => TableClient): KeptRows {
  return {
    async *written(from, until) {
      for (const name of keptTableNames) {
        const span = odata`Timestamp ge ${new Date(from)} and Timestamp lt ${new Date(until)}`;
        const scope = name === 'Audit' ? odata`PartitionKey ge ${monthsBack(from, latestMonths)} and ` : '';
        yield* keptIn(name, tableOf(name), `${scope}${span}`);
      }
    },

    all: (table, after) =>
      keptIn(
        table,
        tableOf(nameOf(table)),
        after &&
          odata`PartitionKey ge ${after.partition} and (PartitionKey gt ${after.partition} or RowKey gt ${after.row})`,
      ),

    async serverTime() {
      const table = tableOf('Watermarks');
      const place = { partitionKey: 'ledger', rowKey: 'clock' };
      await table.upsertEntity({ ...place, schema }, 'Replace');
      const { timestamp } = await table.getEntity(place.partitionKey, place.rowKey);
      if (timestamp === undefined) throw new Error('The store gave a row without its time');
      return sevenDecimals(timestamp);
    },

    async restore(rows) {
      for (const [table, own] of Map.groupBy(rows, (row) => row.table)) {
        const stored = own.map(toRow);
        await upsertAll(tableOf(nameOf(table)), [...stored, ...markersOf(table, stored)]);
        if (table === 'Responses') await upsertAll(tableOf('Due'), own.flatMap(dueOf));
      }
    },
  };
}

function nameOf(table: string): TableName {
  const name = keptTableNames.find((each) => each === table);
  if (name === undefined) throw new Error(`"${table}" is no table of what was put on record`);
  return name;
}

/** A row of a newer schema, or one that is torn, is kept as it lies: the ledger must not go blind at it. */
async function* keptIn(name: string, table: TableClient, filter?: string): AsyncGenerator<KeptRow> {
  const queryOptions = filter === undefined ? {} : { filter };
  for await (const row of table.listEntities<Stored>({ queryOptions })) {
    const kept = fromRow(name, row);
    if (kept) yield kept;
  }
}

/** Undefined: a row that only serves the work, as a marker or a lease. All that is on record has a long value. */
function fromRow(table: string, row: Stored): KeptRow | undefined {
  const columns: Record<string, string | number | boolean> = {};
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(row)) {
    const [, name, part] = /^([a-z]+)(\d{1,4})$/i.exec(key) ?? [];
    if (name !== undefined) {
      if (part === '0') values[name] = valueOf(name, row);
    } else if (!isOfService(key) && isPlain(value)) columns[key] = value;
  }
  if (Object.keys(values).length === 0 || isPlaces(table, columns)) return undefined;
  return {
    table,
    partition: String(row['partitionKey']),
    row: String(row['rowKey']),
    writtenAt: sevenDecimals(String(row['timestamp'])),
    columns,
    values,
  };
}

function valueOf(name: string, row: Stored): unknown {
  try {
    return jsonProperty<unknown>(name).join(row);
  } catch {
    return { unreadable: String(row[`${name}0`]) };
  }
}

/** The places under the caps of each subscription change with each write. */
function isPlaces(table: string, columns: KeptRow['columns']): boolean {
  return table === 'Writes' && columns['part'] === undefined;
}

function isOfService(key: string): boolean {
  return ['etag', 'timestamp', 'partitionKey', 'rowKey'].includes(key) || key.startsWith('odata');
}

function isPlain(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function toRow({ partition, row, columns, values }: Omit<KeptRow, 'writtenAt'>): Row {
  return Object.assign(
    { partitionKey: partition, rowKey: row, ...columns },
    ...Object.entries(values).map(([name, value]) => jsonProperty<unknown>(name).split(value)),
  ) as Row;
}

/** Readers of records look at the marker of an owner first. */
function markersOf(table: string, rows: readonly Row[]): readonly Row[] {
  if (!recordTableNames.some((name) => name === table)) return [];
  return Array.from(
    new Map(rows.map((row) => [row.partitionKey, row])).values(),
    ({ partitionKey, rowKey }) => ({
      partitionKey,
      rowKey: recordMarker,
      schema,
      last: rowKey,
    }),
  );
}

/** An open response is found by when it is to be looked at again. */
function dueOf({ values }: Pick<KeptRow, 'values'>): readonly Row[] {
  const { id, nextAt } = (values['response'] ?? {}) as { readonly id?: string; readonly nextAt?: string };
  return id !== undefined && nextAt !== undefined
    ? [scheduleRow(duePartitions.responses, { id, at: nextAt })]
    : [];
}

/** Writes a time of the service with all its decimals, so that times sort as texts. */
function sevenDecimals(time: string): string {
  const [seconds = '', decimals = ''] = time.replace('Z', '').split('.');
  return `${seconds}.${decimals.padEnd(7, '0')}Z`;
}
