import type { Blobs } from '../../platform/blobs/index.ts';
import type { KeptRows, LedgerTexts } from '../../platform/store/index.ts';
import type { LedgerSettings, LogHours } from './ledger-row.ts';

/** The ports that the ledger works with. */
export interface LedgerPorts {
  /** The container of the ledger. */
  readonly ledger: Blobs;
  readonly rows: KeptRows;
  readonly ledgerTexts: LedgerTexts;
  readonly ledgerSettings: LedgerSettings;
  /** Gives the hours of each log from one hour on and before another; absent: no log is read. */
  readonly logHours?: (from: string, to: string) => Promise<Readonly<Record<string, LogHours>>>;
  /** Makes 32 random bytes, in hex. */
  readonly newSalt: () => string;
}
