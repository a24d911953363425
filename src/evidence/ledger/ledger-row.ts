import type { KeptRow } from '../../platform/store/index.ts';

/** A row of the ledger: a row of a table as it was written, or a mark of the ledger itself. `n` counts from 1 over the whole ledger. */
export type LedgerRow = { readonly n: number } & (LedgerEntry | LedgerMark);

/** A row that was put on record, with its texts sealed. */
export type LedgerEntry = KeptRow;

/** The standing of the ledger: with each mark, so that a run finds it in the last line. */
interface Standing {
  /** All that was written before it is in the ledger, by the service's clock. */
  readonly until: string;
  /** SHA-256 of the settings that were last put on record. */
  readonly settings: string;
  /** The hours of logs are on record up to here; absent: none are yet. */
  readonly hoursTo?: string;
}

/** The hours of a log without rows, ISO 8601: `silent` were read, `unread` were not. All others had rows. */
export interface LogHours {
  readonly silent: readonly string[];
  readonly unread: readonly string[];
}

export type LedgerMark = Standing &
  (
    | { readonly mark: 'until' }
    /** Which hours of each log were read, from one hour on and before another. */
    | {
        readonly mark: 'hours';
        readonly from: string;
        readonly to: string;
        readonly logs: Readonly<Record<string, LogHours>>;
      }
    /** The settings of the app, where they are others than before. */
    | ({ readonly mark: 'settings' } & LedgerSettings)
    /** A time stamp of somebody else's on an earlier row. RFC 3161. */
    | ({ readonly mark: 'time-stamp' } & TimeStampMark)
  );

/** The settings of the app, as the ledger keeps them: those that may hold a secret by their hash alone. */
export interface LedgerSettings {
  readonly appVersion: string;
  /** SHA-256 of the catalogue. */
  readonly catalogueVersion: string;
  readonly values: Readonly<Record<string, string>>;
}

export interface TimeStampMark {
  /** The row that was stamped, and its hash. */
  readonly of: number;
  readonly hash: string;
  /** Address of the service. */
  readonly service: string;
  /** The blob of the token, and its SHA-256. */
  readonly blob: string;
  readonly sha256: string;
}

/** The place of a row among those of one run. */
export type LedgerCursor = Pick<KeptRow, 'writtenAt' | 'table' | 'partition' | 'row'>;

/** Orders rows by when they were written, and those of one moment by their place. */
export function inLedgerOrder(one: LedgerCursor, other: LedgerCursor): number {
  for (const name of ['writtenAt', 'table', 'partition', 'row'] as const)
    if (one[name] !== other[name]) return one[name] < other[name] ? -1 : 1;
  return 0;
}
