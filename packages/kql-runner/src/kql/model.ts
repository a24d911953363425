import type { SyntaxNode } from '../syntax.ts';

/** Values of a row by slot. A row is lent for the time of a call: a caller that keeps it copies it. */
export type Row = unknown[];

/**
 * Strings are never null; numbers, datetimes and timespans (both in milliseconds) and bools may be; dynamic values are
 * parsed JSON.
 */
export type Evaluate = (row: Row) => unknown;

export interface Expression {
  readonly type: string;
  readonly evaluate: Evaluate;
  /** Whether it is the same for every row and every run. */
  readonly constant: boolean;
}

/** A column and where its value stands in a row. */
export interface Slot {
  readonly name: string;
  readonly type: string;
  readonly slot: number;
}

/** The number of slots that the rows of a pipeline have; grows while it is compiled. */
export interface Frame {
  width: number;
}

export type Sink = (row: Row) => void;

/** Gives every row to the sink. */
export type Plan = (sink: Sink) => void;

/** A place where a table's rows come into a query. */
export interface TableUse {
  readonly table: string;
  /** Whether all of its columns come out of the query, and not only the named ones. */
  all: boolean;
}

/** A table that results from a part of a query. */
export interface Relation {
  readonly columns: readonly Slot[];
  readonly frame: Frame;
  readonly plan: Plan;
  /** Tables whose unnamed columns are still among the columns. */
  readonly open: readonly TableUse[];
  /** Slot of the ingestion time, as long as rows are still those of a table. */
  readonly ingestion?: number | undefined;
}

/** A table as the interpreter scans it: values by column, by row number. */
export interface TableScan {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  column(name: string): ArrayLike<unknown>;
  /** Milliseconds. */
  readonly ingestion: ArrayLike<number>;
  /** Rows ingested later are not there yet. */
  readonly visibleAt: number;
}

/** The input of a run of a query. */
export interface RunInput {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly scan: (table: string) => TableScan;
  /** Values of the parameters, in the order of their declaration. */
  readonly parameters: readonly unknown[];
}

/** A construct of the language that this interpreter does not know, which is never passed over. */
export class UnsupportedError extends Error {
  constructor(what: string, node?: SyntaxNode, options?: ErrorOptions) {
    super(
      `The simulated Log Analytics does not support ${what}${node ? ` (at ${node.start})` : ''}.`,
      options,
    );
    this.name = 'UnsupportedError';
  }
}
