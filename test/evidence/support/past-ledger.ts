import { chainRows, genesis, lineOf } from '../../../src/evidence/chain/index.ts';
import type { LedgerRow } from '../../../src/evidence/ledger/index.ts';
import type { DailyPosture } from '../../../src/assurance/daily-posture/index.ts';
import type { Drift } from '../../../src/model/index.ts';
import { FakeBlobs } from './fake-blobs.ts';

type NewRow = Omit<Extract<LedgerRow, { table: string }>, 'n' | 'partition' | 'row'> & {
  readonly row?: string;
};

/** A ledger of some rows. They are given in any order, and lie in that of their times. */
export class PastLedger {
  readonly #rows: LedgerRow[] = [];

  add({ table, row, writtenAt, columns, values }: NewRow): this {
    const n = this.#rows.length + 1;
    this.#rows.push({ n, table, partition: 'p', row: row ?? String(n), writtenAt, columns, values });
    return this;
  }

  drift(drift: Drift): this {
    return this.add({
      table: 'Journal',
      writtenAt: sevenDecimals(drift.recordedAt),
      columns: {},
      values: { drift },
    });
  }

  record(table: string, id: string, recordedAt: string, value: unknown): this {
    const columns = { id, version: 1, recordedAt };
    return this.add({ table, writtenAt: sevenDecimals(recordedAt), columns, values: { value } });
  }

  posture(posture: DailyPosture): this {
    return this.add({
      table: 'DailyPostures',
      writtenAt: sevenDecimals(posture.at),
      columns: {},
      values: { posture },
    });
  }

  /** All that was put on record before is in it. */
  until(until: string): this {
    this.#rows.push({ n: this.#rows.length + 1, mark: 'until', until: sevenDecimals(until), settings: 's' });
    return this;
  }

  /** @param monthOf the month whose blob a row lies in */
  blobs(monthOf = (row: LedgerRow) => timeOf(row).slice(0, 7)): FakeBlobs {
    const blobs = new FakeBlobs();
    const rows = this.#rows
      .toSorted((one, other) => (timeOf(one) < timeOf(other) ? -1 : 1))
      .map((row, index) => ({ ...row, n: index + 1 }));
    const months = Map.groupBy(chainRows(genesis, rows), ({ row }) => monthOf(row));
    for (const [month, chained] of months)
      blobs.held.set(`rows/${month}-001.jsonl`, { content: Buffer.from(chained.map(lineOf).join('')) });
    return blobs;
  }
}

function timeOf(row: LedgerRow): string {
  return 'mark' in row ? row.until : row.writtenAt;
}

function sevenDecimals(time: string): string {
  return new Date(time).toISOString().replace('Z', '0000Z');
}
