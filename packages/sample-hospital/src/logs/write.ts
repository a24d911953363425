import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { logs, tables } from './logs.ts';
import type { LogOptions, Row, Table } from './logs.ts';
import { iso } from './time.ts';

export interface Written {
  readonly rows: Readonly<Record<string, number>>;
  readonly total: number;
  readonly from: string;
  readonly watched: string;
  readonly to: string;
}

/** Writes a folder of logs, a date at a time: a file for each table, the directory, and what is known of the incidents; `seen` is given
 * the rows as well. */
export function writeLogs(
  folder: string,
  options: LogOptions,
  seen: (rows: readonly Row[]) => void = () => {},
): Written {
  mkdirSync(folder, { recursive: true });
  const made = logs(options);
  const rows: Partial<Record<Table, number>> = {};
  const open = new Map<Table, number>();
  try {
    for (const table of tables) rmSync(join(folder, `${table}.jsonl`), { force: true });
    for (const date of made.dates()) {
      seen(date);
      const byTable = Map.groupBy(date, ({ table }) => table);
      for (const [table, list] of byTable) {
        const file = open.get(table) ?? openSync(join(folder, `${table}.jsonl`), 'a');
        open.set(table, file);
        writeSync(file, list.map(({ columns }) => `${JSON.stringify(columns)}\n`).join(''));
        rows[table] = (rows[table] ?? 0) + list.length;
      }
    }
  } finally {
    for (const file of open.values()) closeSync(file);
  }
  const window = { from: iso(made.from), watched: iso(made.watched), to: iso(made.to) };
  const json = {
    'directory.json': made.directory,
    'labels.json': made.labels,
    'lookalikes.json': made.lookalikes,
    'window.json': window,
  };
  for (const [name, content] of Object.entries(json))
    writeFileSync(join(folder, name), `${JSON.stringify(content, undefined, 2)}\n`);
  return { rows, total: Object.values(rows).reduce((sum, count) => sum + count, 0), ...window };
}
