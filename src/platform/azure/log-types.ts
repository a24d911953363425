/** A query of Log Analytics, with absolute bounds: asked again, it answers the same. */
export interface LogQuery {
  readonly kql: string;
  /** Inclusive. */
  readonly from: string;
  /** Exclusive. */
  readonly to: string;
}

/** A row by its columns: datetimes as ISO 8601, dynamic values parsed, bool, int, long and real as they are. */
export type LogRow = Readonly<Record<string, unknown>>;

export type LogAnswer =
  | { readonly kind: 'rows'; readonly rows: readonly LogRow[] }
  /** A part of the rows, which is never taken for all of them: ask for less at once. */
  | { readonly kind: 'partial'; readonly why: string }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number; readonly why: string }
  /** The table has no rows yet and so does not exist, or not in this workspace. */
  | { readonly kind: 'absent'; readonly why: string }
  | { readonly kind: 'denied' | 'failed'; readonly why: string };

/** A source of logs: a workspace, or a folder of tables. */
export interface LogSource {
  query(query: LogQuery): Promise<LogAnswer>;
}

/** A table of a workspace, and how its rows are kept. */
export interface LogTable {
  readonly name: string;
  /** `Analytics`, `Basic` or `Auxiliary`, as Azure spells it. */
  readonly plan?: string;
  /** Days for which its rows can be queried. */
  readonly retentionDays?: number;
}

/** Reads how the tables of workspaces are kept. */
export interface LogTables {
  /** @param workspace its own id, a GUID. @param subscriptions those in which it may lie */
  of(
    workspace: string,
    subscriptions: readonly string[],
  ): Promise<
    | { readonly kind: 'read'; readonly tables: readonly LogTable[] }
    | { readonly kind: 'unread'; readonly reason: string }
  >;
}
