import type { LedgerEntry, LedgerRow } from '../ledger/index.ts';
import type { PopulationMember } from './rule.ts';

/** A member that stands in a value of its own, with its id. */
export function memberOf(
  row: LedgerRow,
  table: string,
  name: string,
  time: string,
): PopulationMember | undefined {
  const { id, [time]: at } = entryIn(row, table, name);
  return typeof id === 'string' && typeof at === 'string' ? { id, at } : undefined;
}

/** A value of a row of one table; empty where it is another row. */
export function entryIn(row: LedgerRow, table: string, name: string): Readonly<Record<string, unknown>> {
  return 'mark' in row || row.table !== table ? {} : valueIn(row, name);
}

/** A value of a row by its name; empty where it has none. */
export function valueIn({ values }: LedgerEntry, name: string): Readonly<Record<string, unknown>> {
  return (values[name] ?? {}) as Readonly<Record<string, unknown>>;
}

/** A sealed text is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
