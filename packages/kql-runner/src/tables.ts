import type { Schema } from './syntax.ts';
import tables from './tables.json' with { type: 'json' };

/** Columns of the tables that the shipped queries read. */
export const shippedTables: Schema = tables;

/** Its columns come to be when a row first writes them; types follow from the ends of their names. */
export const growingTable = 'AzureDiagnostics';

const suffixes: Readonly<Record<string, string>> = {
  s: 'string',
  d: 'real',
  b: 'bool',
  t: 'datetime',
  g: 'string',
};

/** Type of a column that a row wrote; undefined where it is one that is always there. */
export function writtenType(column: string): string | undefined {
  return suffixes[/_([sdbtg])$/.exec(column)?.[1] ?? ''];
}

/** Returns the columns that the growing table has once rows have written these. */
export function grown(written: Iterable<string>): Readonly<Record<string, string>> {
  const columns: Record<string, string> = {};
  for (const [name, type] of Object.entries(shippedTables[growingTable] ?? {}))
    if (!writtenType(name)) columns[name] = type;
  for (const name of written) {
    const type = writtenType(name);
    if (type) columns[name] = type;
  }
  return columns;
}
