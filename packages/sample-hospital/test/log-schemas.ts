import { readShared } from '../../../test/support/shared.ts';
import type { Row } from '../src/logs/logs.ts';

type Schemas = Readonly<Record<string, { readonly columns: Readonly<Record<string, string>> }>>;

/** File of `../shared` with the columns of the tables of Log Analytics. */
export const schemaFile = 'reference/log-analytics-schemas.json';

/** Reads the columns of the tables of Log Analytics; undefined where they are absent. */
export function logSchemas(): Schemas | undefined {
  return (readShared(schemaFile) as { tables: Schemas } | undefined)?.tables;
}

const checks: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  bool: (value) => typeof value === 'boolean',
  int: (value) => Number.isInteger(value) && Math.abs(value as number) < 2 ** 31,
  long: Number.isSafeInteger,
  real: Number.isFinite,
  datetime: (value) => typeof value === 'string' && new Date(value).toISOString() === value,
  dynamic: (value) => value === null || typeof value === 'object',
};

/** What is wrong with the columns of a row, if anything. */
export function misfit(schemas: Schemas, { table, columns }: Row): string | undefined {
  for (const [name, value] of Object.entries(columns)) {
    const type = name === '_IngestionTime' ? 'datetime' : schemas[table]?.columns[name];
    if (!type) return `${table}.${name}: unknown`;
    if (!checks[type]?.(value)) return `${table}.${name}: not a ${type}`;
  }
  return 'TimeGenerated' in columns ? undefined : `${table}.TimeGenerated: missing`;
}
