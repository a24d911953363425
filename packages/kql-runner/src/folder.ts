import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createAnalyzer } from './analyzer.ts';
import type { Analyzer } from './analyzer.ts';
import { refusalOf, UnreadableError } from './errors.ts';
import type { Refusal } from './errors.ts';
import { parseDatetime } from './kql/datetimes.ts';
import { compileQuery, UnsupportedError } from './kql/index.ts';
import type { CompiledQuery, TableScan } from './kql/index.ts';
import type { LogAnswer, LogQuery, LogRow } from './log-source.ts';
import { parameterised } from './parameters.ts';
import type { Column, Schema } from './syntax.ts';
import { firstFrom, TableFile } from './table-file.ts';
import type { TableData } from './table-file.ts';
import { growingTable, grown, shippedTables } from './tables.ts';

/** The service cuts an answer off there. */
const mostRows = 500_000;

export interface LogFolderOptions {
  /** Milliseconds since 1970, for `now()` and `ago()`. Default: the clock of the process. */
  readonly now?: () => number;
  /** Rows that were ingested later are not there yet. Default: all are there. */
  readonly visibleAt?: string;
  /** Queries that will be asked: all that they read of a table is then read at once, and not a part for each. */
  readonly queries?: readonly string[];
}

/** The answer to a query: its table, cut off where it is too long, or why there is none. */
export type TableAnswer =
  | {
      readonly kind: 'table';
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly unknown[])[];
      /** There were more rows than the service gives. */
      readonly cut: boolean;
      /** Those that were read. */
      readonly tables: readonly string[];
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly why: string };

export interface LogFolder {
  /** ISO 8601; undefined: all rows are there. */
  visibleAt: string | undefined;
  /** The answer as a table, rows by position. Without `from` and `to` over all times. */
  table(query: { readonly kql: string; readonly from?: string; readonly to?: string }): Promise<TableAnswer>;
  /** The answer as rows by the names of their columns. */
  query(query: LogQuery): Promise<LogAnswer>;
}

/** By the tables there are: to analyze and compile a query takes longer than to answer it, and folders hold the same tables. */
const workspaces = new Map<string, Workspace>();

/**
 * Asks a folder with a file `TableName.jsonl` for each table as if it were a workspace. A table without a file is absent.
 * A line that cannot be read fails every query of its table: what is there is never taken for all.
 */
export function openLogFolder(dir: string, options: LogFolderOptions = {}): LogFolder {
  const { now = Date.now, queries = [] } = options;
  const files = new Map<string, TableFile>();

  const schemaOf = async (): Promise<Schema> => {
    const schema: Record<string, Readonly<Record<string, string>>> = {};
    for (const entry of (await readdir(dir)).toSorted()) {
      const name = entry.replace(/\.jsonl$/, '');
      const columns = shippedTables[name];
      if (name === entry || !columns) continue;
      const file = files.get(name) ?? new TableFile(join(dir, entry));
      files.set(name, file);
      schema[name] = name === growingTable ? grown(await file.keys()) : columns;
    }
    return schema;
  };

  const folder: LogFolder = {
    visibleAt: options.visibleAt,
    table: async ({ kql, from, to }) => {
      try {
        const visibleAt = timeOf(folder.visibleAt, Infinity);
        const schema = await schemaOf();
        const workspace = workspaceOf(schema);
        const compiled = workspace.compile(kql);
        if ('code' in compiled) return { kind: 'refused', refusal: compiled };
        const data = new Map<string, TableData>();
        for (const { table, columns } of compiled.reads) {
          const wanted = [...columns, ...workspace.readsOf(table, queries)];
          const typed = Object.fromEntries(wanted.map((name) => [name, schema[table]![name]!]));
          data.set(table, await files.get(table)!.load(typed));
        }
        const bounds = { from: timeOf(from, -Infinity), to: timeOf(to, Infinity), visibleAt };
        const scan = (table: string): TableScan => scanOf(data.get(table)!, bounds);
        const rows = compiled.run({ now: now(), scan, parameters: parameterised(kql).values }, mostRows + 1);
        const cut = rows.length > mostRows;
        return {
          kind: 'table',
          columns: compiled.columns,
          rows: cut ? rows.slice(0, mostRows) : rows,
          cut,
          tables: compiled.reads.map(({ table }) => table),
        };
      } catch (error) {
        if (error instanceof UnsupportedError || error instanceof UnreadableError || isFileError(error))
          return { kind: 'failed', why: error.message };
        throw error;
      }
    },
    query: async (query) => toLogAnswer(await folder.table(query), query),
  };
  return folder;
}

function workspaceOf(schema: Schema): Workspace {
  const key = JSON.stringify([Object.keys(schema), schema[growingTable]]);
  let workspace = workspaces.get(key);
  if (!workspace) workspaces.set(key, (workspace = new Workspace(schema)));
  return workspace;
}

/** Tables as they are at a time, and the queries that were compiled for them. */
class Workspace {
  readonly #schema: Schema;
  readonly #compiled = new Map<string, CompiledQuery | Refusal>();
  #analyzer: Analyzer | undefined;

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  compile(kql: string): CompiledQuery | Refusal {
    const { text, names } = parameterised(kql);
    let compiled = this.#compiled.get(text);
    if (!compiled) {
      this.#analyzer ??= createAnalyzer(this.#schema);
      const { diagnostics, tree } = this.#analyzer.analyze(text);
      const parameters = names.map((name) => ({ name, type: 'datetime' }));
      compiled = refusalOf(diagnostics) ?? compileQuery(tree, this.#schema, parameters);
      this.#compiled.set(text, compiled);
    }
    return compiled;
  }

  /** Columns of a table that these queries read. Those that are refused read nothing. */
  readsOf(table: string, queries: readonly string[]): readonly string[] {
    return queries
      .filter((kql) => kql.includes(table))
      .map((kql) => this.compile(kql))
      .filter((compiled) => 'reads' in compiled)
      .flatMap(({ reads }) => reads.filter((each) => each.table === table).flatMap(({ columns }) => columns));
  }
}

function timeOf(iso: string | undefined, otherwise: number): number {
  if (iso === undefined) return otherwise;
  const time = parseDatetime(iso);
  if (time === null) throw new UnsupportedError(`the time ${iso}`);
  return time;
}

function scanOf(
  { times, ingestion, columns }: TableData,
  { from, to, visibleAt }: { readonly from: number; readonly to: number; readonly visibleAt: number },
): TableScan {
  return {
    first: firstFrom(times, from),
    last: firstFrom(times, to),
    column: (name) => columns.get(name)!,
    ingestion,
    visibleAt,
  };
}

function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

function toLogAnswer(answer: TableAnswer, query: LogQuery): LogAnswer {
  if (answer.kind === 'failed') return answer;
  if (answer.kind === 'refused') {
    const { code, message, table } = answer.refusal;
    const isKnown = table !== undefined && table in shippedTables;
    return { kind: isKnown ? 'absent' : 'failed', why: `${code}: ${message}` };
  }
  if (answer.cut)
    return { kind: 'partial', why: `More than ${mostRows} rows from ${query.from} to ${query.to}.` };
  const names = answer.columns.map(({ name }) => name);
  return {
    kind: 'rows',
    rows: answer.rows.map((values): LogRow => {
      const row: Record<string, unknown> = {};
      for (let i = 0; i < names.length; i++) row[names[i]!] = values[i];
      return row;
    }),
  };
}
