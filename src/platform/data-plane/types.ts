export type DatabaseKind = 'sql' | 'postgresql';

/** A row as a driver gives it, by the names of its columns. */
export type FigureRow = Readonly<Record<string, unknown>>;

/** A database, and the token with which it is opened. */
export interface DatabasePlace {
  readonly host: string;
  /** Absent: the port of the service. */
  readonly port?: number;
  readonly database: string;
  readonly token: string;
  /** The name of the identity in PostgreSQL; SQL takes it from the token. */
  readonly user: string;
}

export interface DatabaseConnection {
  /** Returns the rows, of more than `most` the first. Rejects with an error that has the code of the server. */
  query(sql: string, most: number): Promise<readonly FigureRow[]>;
  close(): void;
}

/** Opens a connection that ends when the signal aborts, with whatever it is doing. */
export type OpenDatabase = (
  place: DatabasePlace,
  limits: { readonly signal: AbortSignal; readonly timeoutSeconds: number },
) => Promise<DatabaseConnection>;
