import type { LedgerEntry } from './ledger-row.ts';

/** Returns the time at which a row says that it was put on record, ISO 8601; undefined: it says none. */
export function recordedAtOf({ table, columns, values }: LedgerEntry): string | undefined {
  const inside = (name: string, member: string) =>
    (values[name] as Readonly<Record<string, unknown>> | undefined)?.[member];
  const said =
    table === 'Audit'
      ? inside('entry', 'time')
      : table === 'Journal'
        ? inside('drift', 'recordedAt')
        : columns['recordedAt'];
  return typeof said === 'string' && !Number.isNaN(Date.parse(said)) ? said : undefined;
}
