import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { cellReader } from './cells.ts';
import { UnreadableError } from './errors.ts';
import { parseDatetime } from './kql/datetimes.ts';
import { eachLine } from './lines.ts';

/** The delay of a row that does not say when it was ingested. */
const usualDelay = 5 * 60_000;

type Row = Readonly<Record<string, unknown>>;

/** The rows that were read of a table, in the order of TimeGenerated. */
export interface TableData {
  /** Milliseconds, ascending. */
  readonly times: Float64Array;
  readonly ingestion: Float64Array;
  readonly columns: ReadonlyMap<string, readonly unknown[]>;
}

/** A file of rows. Columns are read when they are first asked for. */
export class TableFile {
  readonly #file: string;
  #version = '';
  #times = new Float64Array();
  #ingestion = new Float64Array();
  /** Line by place in the order; absent where lines are in order already. */
  #order: Uint32Array | undefined;
  #columns = new Map<string, readonly unknown[]>();
  #keys: ReadonlySet<string> | undefined;
  #busy: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** Names of all columns that any row has. */
  async keys(): Promise<ReadonlySet<string>> {
    return this.#alone(async () => {
      await this.#forgetIfChanged();
      if (!this.#keys) {
        const keys = new Set<string>();
        await this.#eachRow((row) => {
          for (const key of Object.keys(row)) keys.add(key);
        });
        this.#keys = keys;
      }
      return this.#keys;
    });
  }

  /** Reads those of the columns, with their types, that are not there yet; all again where the file has changed. */
  async load(columns: Readonly<Record<string, string>>): Promise<TableData> {
    return this.#alone(async () => {
      await this.#forgetIfChanged();
      const missing = Object.entries(columns).filter(([name]) => !this.#columns.has(name));
      if (missing.length > 0) await this.#read(missing);
      return { times: this.#times, ingestion: this.#ingestion, columns: this.#columns };
    });
  }

  /** One reading at a time. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#busy;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#busy = promise;
    await before;
    try {
      return await work();
    } finally {
      resolve();
    }
  }

  async #forgetIfChanged(): Promise<void> {
    const { size, mtimeMs } = await stat(this.#file);
    const version = `${size} ${mtimeMs}`;
    if (version === this.#version) return;
    this.#version = version;
    // Who still works with what was read before keeps it.
    this.#columns = new Map();
    this.#keys = undefined;
  }

  async #read(columns: readonly (readonly [string, string])[]): Promise<void> {
    const readers = columns.map(([name, type]) => ({
      name,
      read: cellReader(type),
      values: [] as unknown[],
    }));
    const isFirst = this.#columns.size === 0;
    const times: number[] = [];
    const ingestion: number[] = [];
    await this.#eachRow((row, line) => {
      if (isFirst) {
        const time = this.#time(row['TimeGenerated'], line, 'TimeGenerated');
        times.push(time);
        const at = row['_IngestionTime'];
        ingestion.push(at === undefined ? time + usualDelay : this.#time(at, line, '_IngestionTime'));
      }
      for (const { name, read, values } of readers) values.push(read(row[name]));
    });
    if (isFirst) this.#sort(times, ingestion);
    for (const { name, values } of readers) this.#columns.set(name, this.#ordered(values));
  }

  #sort(times: readonly number[], ingestion: readonly number[]): void {
    const isSorted = times.every((time, i) => i === 0 || times[i - 1]! <= time);
    this.#order = isSorted
      ? undefined
      : Uint32Array.from(times.keys()).toSorted((a, b) => times[a]! - times[b]! || a - b);
    this.#times = Float64Array.from(this.#ordered(times));
    this.#ingestion = Float64Array.from(this.#ordered(ingestion));
  }

  #ordered<T>(values: readonly T[]): readonly T[] {
    return this.#order ? Array.from(this.#order, (line) => values[line]!) : values;
  }

  #time(value: unknown, line: number, column: string): number {
    const time = typeof value === 'string' ? parseDatetime(value) : null;
    if (time === null) throw this.#unreadable(line, `${column} is no datetime`);
    return time;
  }

  async #eachRow(take: (row: Row, line: number) => void): Promise<void> {
    await eachLine(this.#file, (text, line) => {
      let row: unknown;
      try {
        row = JSON.parse(text);
      } catch {
        // What the parser says would quote the row.
        throw this.#unreadable(line, 'it is not JSON');
      }
      if (typeof row !== 'object' || row === null || Array.isArray(row))
        throw this.#unreadable(line, 'it is no object');
      take(row as Row, line);
    });
  }

  #unreadable(line: number, why: string): UnreadableError {
    // Nothing that was read of it is kept.
    this.#version = '';
    return new UnreadableError(
      `${basename(this.#file)}, line ${line}: ${why}. No row of the table is served.`,
    );
  }
}

/** First place in the ascending times that is not before the given. */
export function firstFrom(times: Float64Array, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
