import type { KeptRow, KeptRows } from '../../platform/store/index.ts';
import { readHead } from './read-head.ts';
import { notRestored, restoreTables } from './restore-tables.ts';
import type { LedgerPorts } from './ports.ts';
import { verifyLedger } from './verify-tables.ts';

export interface Rehearsal {
  readonly rows: number;
  /** Rows that are other than the ledger has them, or are not there. */
  readonly different: number;
  readonly withoutTexts: number;
  /** All that was put on record up to this moment is in the ledger; ISO 8601. */
  readonly upTo: string;
  readonly notRestored: readonly string[];
}

/**
 * Restores the tables into others, reads each row back, and compares it with the ledger.
 * @throws where the ledger does not hold: nothing was restored then
 */
export async function rehearseRestore(
  ports: Pick<LedgerPorts, 'ledger' | 'ledgerTexts'>,
  to: Pick<KeptRows, 'restore' | 'all'>,
): Promise<Rehearsal> {
  const { from: upTo } = await readHead(ports.ledger);
  const { rows, withoutTexts, broken } = await restoreTables(ports, to);
  if (broken) throw new Error(`row ${broken.row} of the ledger differs: ${broken.why}`);
  const all: KeptRows['all'] = (table, after) => longAgo(to.all(table, after));
  const { tables } = await verifyLedger({ ...ports, rows: { all } });
  if (!tables) throw new Error('the ledger changed while it was restored, and does not hold any more');
  return {
    rows: Object.values(rows).reduce((sum, count) => sum + count, 0),
    different: tables.differences.length,
    withoutTexts: withoutTexts.length,
    upTo,
    notRestored: Object.keys(notRestored),
  };
}

/** Rows that were written after the last run are not compared, as the ledger has them later. Restored rows are. */
async function* longAgo(rows: AsyncIterable<KeptRow>): AsyncGenerator<KeptRow> {
  for await (const row of rows) yield { ...row, writtenAt: new Date(0).toISOString() };
}
