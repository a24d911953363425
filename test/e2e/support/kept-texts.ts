import { TableClient } from '@azure/data-tables';
import type { TextRecord } from '../../../src/records/index.ts';
import { textRecords } from '../../../src/records/text-records.ts';

/** The address by which a record is ended. */
export function endOf(
  record: TextRecord,
  { owner, id }: { readonly owner?: string; readonly id?: string },
): string {
  return `/api/${[record.replace('remediation-', 'remediation/'), owner, id].filter(Boolean).join('/')}`;
}

interface Withdrawal {
  readonly record: TextRecord;
  readonly owner?: string;
  readonly id: string;
  readonly field: string;
  readonly version?: number;
}

/** Every place of a text in records of a kind, as a request to withdraw it. What the text stands within goes with it. */
export async function textsIn(
  record: TextRecord,
  wanted: RegExp,
  storage: string,
): Promise<readonly { readonly body: Withdrawal }[]> {
  const { table, by } = textRecords[record];
  const found: { body: Withdrawal }[] = [];
  const rows = TableClient.fromConnectionString(storage, table).listEntities();
  for await (const row of rows) {
    const { partitionKey = '', rowKey = '' } = row as { partitionKey?: string; rowKey?: string };
    const name = ['value', 'response', 'step', 'grant'].find((each) => `${each}0` in row);
    if (name === undefined) continue;
    const value = JSON.parse(String(row[`${name}0`])) as { id?: string; n?: number };
    // The text of a response is that of one of its steps.
    if (name === 'response') continue;
    const place =
      record === 'responses'
        ? { id: `${partitionKey}-${Number(rowKey.split('|')[1])}`, version: value.n ?? 0 }
        : { id: String(record === 'auditor-grants' ? value.id : row['id']) };
    for (const field of pathsTo(wanted, value))
      found.push({ body: { record, ...place, field, ...(by === 'all' ? {} : { owner: partitionKey }) } });
  }
  return found;
}

/** The paths to a text in a value: `systems.0`. */
function pathsTo(wanted: RegExp, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    typeof member === 'string' && wanted.test(member)
      ? [name]
      : pathsTo(wanted, member).map((path) => `${name}.${path}`),
  );
}
