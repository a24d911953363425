import type { KeptPlace, KeptRow, KeptRows, KeptTable, TableName } from '../../platform/store/index.ts';
import { genesis, verifyChain } from '../chain/index.ts';
import type { LedgerRow } from './ledger-row.ts';
import { readLines } from './read-lines.ts';
import { openTexts } from './sealed-texts.ts';
import type { LedgerPorts } from './ports.ts';

/** The restored rows, and what the ledger could not give. */
export interface Restoration {
  /** The number of rows, by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Rows with texts of which only a hash is left: they were withdrawn, or their table was lost. */
  readonly withoutTexts: readonly KeptPlace[];
  /** The first row that differs from what was written; nothing was restored then. */
  readonly broken?: { readonly row: number; readonly why: string };
}

/** Tables that no ledger holds, and what is lost with each. */
export const notRestored: Readonly<Record<Exclude<TableName, KeptTable>, string>> = {
  Current: 'the next full scan reads every resource again; drifts that were not dispatched are lost',
  ReadBy: 'the next full scan writes it again',
  Pending: 'it is empty where all drifts were dispatched',
  Rejected: 'the list of events that could not be read is lost',
  Scans: 'the history of full scans is lost; the next one begins at its time',
  TenantPolicies: 'they are read again from Azure within the hour',
  Disagreements: 'the next comparison with the verdicts of Azure finds them again',
  Comparisons: 'the next comparison begins at the first resource',
  Profiles: 'they are read again from the logs, as far back as these go',
  Watermarks:
    'logs are read again from the earliest hour that each detector looks at; anomalies keep their ids',
  Outbox: 'messages that waited are lost',
  Due: 'it is made of the open responses; drifts that were not published to other systems yet are not',
  PoisonMessages: 'the list of messages that failed too often is lost',
  Limits: 'they are learned again',
  Collections:
    'a collection that is under way is lost, and its packages are no longer listed; ask for the period again',
  LedgerTexts: 'the texts that people wrote: only a copy of this table has them',
};

const atOnce = 500;

/** Writes into the tables of another account what the ledger has last of each row. Only a ledger that holds is restored. */
export async function restoreTables(
  { ledger, ledgerTexts }: Pick<LedgerPorts, 'ledger' | 'ledgerTexts'>,
  to: Pick<KeptRows, 'restore'>,
): Promise<Restoration> {
  const last = new Map<string, KeptRow>();
  const { broken } = await verifyChain(readLines(ledger), { row: 0, hash: genesis }, ({ row }) => {
    const known = row as unknown as LedgerRow;
    if (!('mark' in known)) last.set(JSON.stringify([known.table, known.partition, known.row]), known);
  });
  if (broken) return { rows: {}, withoutTexts: [], broken };
  const rows: Record<string, number> = {};
  const withoutTexts: KeptPlace[] = [];
  const all = [...last.values()];
  for (let start = 0; start < all.length; start += atOnce) {
    const part: KeptRow[] = [];
    for (const row of all.slice(start, start + atOnce)) {
      const texts = new Map((await ledgerTexts.of(row)).map(({ sha256, text }) => [sha256, text]));
      const { value, missing } = openTexts(row.values, texts);
      if (missing.length > 0) withoutTexts.push({ table: row.table, partition: row.partition, row: row.row });
      part.push({ ...row, values: value as KeptRow['values'] });
      rows[row.table] = (rows[row.table] ?? 0) + 1;
    }
    await to.restore(part);
  }
  return { rows, withoutTexts };
}
