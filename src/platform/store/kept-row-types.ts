/** The place of a row: its table and its keys. */
export interface KeptPlace {
  readonly table: string;
  readonly partition: string;
  readonly row: string;
}

/** A row as a ledger keeps it: long values are joined and parsed. */
export interface KeptRow extends KeptPlace {
  /** When the service wrote it, by the service's clock: ISO 8601 with seven decimals. */
  readonly writtenAt: string;
  readonly columns: Readonly<Record<string, string | number | boolean>>;
  /** Values that are split over several properties of the row, by name. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The rows of the tables of what was put on record, whatever they hold. */
export interface KeptRows {
  /** Those that were written from one millisecond on and before another, in no order. Both are of the service's clock. */
  written(from: string, until: string): AsyncIterable<KeptRow>;
  /**
   * All rows of a table that are kept, in the order of their keys.
   * @param after the place after which to begin
   */
  all(table: string, after?: Pick<KeptPlace, 'partition' | 'row'>): AsyncIterable<KeptRow>;
  /** The service's clock, as a row that is written now has it: ISO 8601 with seven decimals. */
  serverTime(): Promise<string>;
  /** Writes a row to its place, whatever is there. For restoring alone. */
  restore(rows: readonly Omit<KeptRow, 'writtenAt'>[]): Promise<void>;
}
