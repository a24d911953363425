import { odata } from '@azure/data-tables';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import type { KeptTexts, TextPart, TextPlace, TextTable } from '../../model/index.ts';
import { afterSeparator, auditorGrantKeys, escapeName, recordMarker, recordPartition } from './keys.ts';
import type { KeyRange } from './keys.ts';
import { readRows } from './read-rows.ts';
import { responseKeys, responseStepRows } from './response-keys.ts';
import { isChanged } from './row-writes.ts';
import { jsonProperty, requireSize, schema } from './row.ts';
import type { Row, Stored } from './row.ts';

/** The properties of rows that hold JSON in which people wrote. */
const properties = ['value', 'response', 'step', 'grant'] as const;

type Property = (typeof properties)[number];

/** The texts in all rows of a record. Rows are replaced where they were read; one that somebody else changes is met again the next time. */
export function createKeptTexts(tableOf: (name: TextTable) => TableClient): KeptTexts {
  return {
    async parts(place) {
      const found: TextPart[] = [];
      for await (const row of rowsOf(tableOf(place.table), place)) {
        const name = propertyOf(row);
        if (name) found.push({ number: numberOf(row), value: jsonProperty<unknown>(name).join(row) });
      }
      return found;
    },

    async replace(place, names, texts) {
      const table = tableOf(place.table);
      let replaced = 0;
      for await (const row of rowsOf(table, place)) {
        const name = propertyOf(row);
        if (!name) continue;
        const json = jsonProperty<unknown>(name);
        const value = json.join(row);
        const after = withTexts(value, '', names, texts);
        if (JSON.stringify(after) === JSON.stringify(value)) continue;
        replaced += 1;
        await replaceRow(table, place, row, { ...withoutValue(row, name), ...json.split(after) });
      }
      return replaced;
    },
  };
}

type Read = Stored & { readonly etag: string };

async function* rowsOf(table: TableClient, place: TextPlace): AsyncGenerator<Read> {
  for (const { partitionKey, from, to } of rangesOf(place))
    yield* readRows(table, odata`PartitionKey eq ${partitionKey} and RowKey ge ${from} and RowKey lt ${to}`);
}

function rangesOf({
  table,
  owner,
  id,
}: TextPlace): readonly (KeyRange & { readonly partitionKey: string })[] {
  if (table === 'Responses') {
    const { partitionKey, rowKey } = responseKeys(id);
    return [
      { partitionKey, from: rowKey, to: `${rowKey}${afterSeparator}` },
      { partitionKey, ...responseStepRows(id) },
    ];
  }
  if (table === 'AuditorGrants') {
    const { partitionKey, rowKey } = auditorGrantKeys({ objectId: owner, id }, false);
    return [{ partitionKey, from: rowKey, to: `${rowKey}|` }];
  }
  const from = `${escapeName(id)}|`;
  return [{ partitionKey: recordPartition(owner), from, to: `${escapeName(id)}${afterSeparator}` }];
}

function propertyOf(row: Stored): Property | undefined {
  return properties.find((name) => `${name}0` in row);
}

function numberOf(row: Stored): number {
  const last = String(row['rowKey']).split('|').at(-1) ?? '';
  return 'step0' in row || 'version' in row ? Number(last) : 0;
}

/** The row without what the service adds when it gives one, and without the parts of its value. */
function withoutValue(row: Read, name: Property): Row {
  const isOurs = (key: string) =>
    key !== 'etag' &&
    key !== 'timestamp' &&
    !key.startsWith('odata') &&
    !(key.startsWith(name) && /^\d+$/.test(key.slice(name.length)));
  return Object.fromEntries(Object.entries(row).filter(([key]) => isOurs(key))) as Row;
}

/** The marker of an owner of records changes with it, so that every host reads the versions again. */
async function replaceRow(
  table: TableClient,
  { table: kind, owner, id }: TextPlace,
  { etag }: Read,
  row: Row,
) {
  requireSize([row], id);
  const actions: TransactionAction[] = [['update', row, 'Replace', { etag }]];
  if (kind !== 'Responses' && kind !== 'AuditorGrants')
    actions.push([
      'upsert',
      { partitionKey: recordPartition(owner), rowKey: recordMarker, schema, last: row.rowKey },
      'Replace',
    ]);
  try {
    await table.submitTransaction(actions);
  } catch (error) {
    if (!isChanged(error)) throw error;
  }
}

/** A value with other texts in the members of some names; items of an array have the name of the array. */
function withTexts(
  value: unknown,
  name: string,
  names: ReadonlySet<string>,
  texts: ReadonlyMap<string, string>,
): unknown {
  if (typeof value === 'string') return names.has(name) ? (texts.get(value) ?? value) : value;
  if (Array.isArray(value)) return value.map((item) => withTexts(item, name, names, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withTexts(member, key, names, texts)]),
  );
}
