/** One table as the check procedure of the customer reports it: numbers alone. */
export interface TableFigures {
  readonly name: string;
  readonly rows: number;
  /** Absent: the service's metadata has counts of rows and nothing else. */
  readonly checksum?: string;
  /** When the table was last changed, ISO 8601, where the procedure says so. */
  readonly changedAt?: string;
}

interface TablesOf<Kind extends string> {
  readonly kind: Kind;
  readonly tables: readonly TableFigures[];
  /** The database has more tables than are taken: of these nothing is known. */
  readonly isCut?: true;
}

export type DatabaseFigures =
  /** The answer of the procedure that the customer has installed. */
  | TablesOf<'procedure'>
  /** There is no such procedure: counts of rows from the service's metadata. */
  | TablesOf<'metadata'>
  | { readonly kind: 'failed'; readonly why: string };

/** Asks a database for figures about its tables. Nothing leaves it but numbers. */
export interface DatabaseChecks {
  /** @param host `NAME.database.windows.net` */
  figures(kind: 'sql' | 'postgresql', host: string, database: string): Promise<DatabaseFigures>;
}

export type CanaryDigest =
  | { readonly kind: 'read'; readonly sha256: string }
  | { readonly kind: 'failed'; readonly why: string };

/** Reads the blob that the customer has placed, from the secondary region. */
export interface CanaryReader {
  /** SHA-256 of the blob, in hexadecimal. */
  digest(address: string): Promise<CanaryDigest>;
}

export type KeyStep = { readonly kind: 'done' } | { readonly kind: 'failed'; readonly why: string };

/** Exercises a key of the drill's own in the drill vault. */
export interface DrillKeys {
  /** Makes the key, or finds it. */
  create(vault: string, name: string): Promise<KeyStep>;
  /** Takes a backup, and throws it away: it is key material. */
  backup(vault: string, name: string): Promise<KeyStep>;
  /** Deletes the key, softly; done where it is deleted already. */
  remove(vault: string, name: string): Promise<KeyStep & { readonly purgedAt?: string }>;
  recover(vault: string, name: string): Promise<KeyStep>;
}

/** The end of a restore of phiwatch's own tables. */
export interface RestoredTables {
  readonly kind: 'restored';
  readonly rows: number;
  /** Rows that are other than the ledger has them, or are not there. */
  readonly different: number;
  /** Rows with texts that were withdrawn or lost. */
  readonly withoutTexts: number;
  /** All that was put on record up to this moment is in the ledger; ISO 8601. */
  readonly upTo: string;
  /** Names of the tables that no ledger holds. */
  readonly notRestored: readonly string[];
}

/** The begin of the names of a drill's tables: nothing else is ever removed. */
export type DrillTablePrefix = `drill${string}`;

/** Restores phiwatch's own tables into tables of a drill, and removes these. */
export interface DrillTables {
  /** Writes what the ledger holds into an account (`https://ACCOUNT.table.core.windows.net`), and reads each row back. Can be called again. */
  restore(
    account: string,
    prefix: DrillTablePrefix,
  ): Promise<RestoredTables | { readonly kind: 'failed'; readonly why: string }>;
  /** Done where there are none. */
  remove(
    account: string,
    prefix: DrillTablePrefix,
  ): Promise<{ readonly kind: 'done' } | { readonly kind: 'failed'; readonly why: string }>;
}
