import type { Blobs } from '../../platform/blobs/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import { genesis, longestLine } from '../chain/index.ts';
import type { ChainedRow } from '../chain/index.ts';
import type { LedgerCursor, LedgerRow } from './ledger-row.ts';
import { ledgerPrefix, parseMonthBlob } from './months.ts';

/** The end of the ledger. */
export interface LedgerHead {
  readonly place: LedgerPlace;
  /** The blob that holds the last row, and its length when that was read; absent: there is none yet. */
  readonly blob?: { readonly name: string; readonly length: number };
  /** Rows from this moment on are still to be appended. */
  readonly from: string;
  /** A run was cut off after this row; absent: the last one ended. */
  readonly cursor?: LedgerCursor;
  /** SHA-256 of the settings that were last put on record; absent: not known. */
  readonly settings?: string;
  /** The hours of logs are on record up to here; absent: none are, or it is not known. */
  readonly hoursTo?: string;
}

/** Before anything was written. */
const never = new Date(0).toISOString();

/** As much of a blob as most last lines take. */
const usualTail = 64 * 1024;

/** Reads the end of the ledger from its last line. Throws where that cannot be read: nothing is appended to what is broken. */
export async function readHead(ledger: Blobs): Promise<LedgerHead> {
  for (const name of (await ledgerBlobs(ledger)).toReversed()) {
    const tail = (await readTail(ledger, name, usualTail)) ?? (await readTail(ledger, name, longestLine));
    if (!tail) throw new Error(`The ledger ${name} ends within a line`);
    const { line, length } = tail;
    if (line !== '') return headOf(JSON.parse(line) as ChainedRow<LedgerRow>, { name, length });
  }
  return { place: { row: 0, hash: genesis }, from: never };
}

/** Names of the blobs of the ledger, the oldest first. */
export async function ledgerBlobs(ledger: Blobs): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of ledger.list(ledgerPrefix)) if (parseMonthBlob(name)) names.push(name);
  return names.toSorted();
}

/** The last line of a blob, empty where there is none; undefined: the part that was read does not hold all of it. */
async function readTail(ledger: Blobs, name: string, bytes: number) {
  const { content, length } = (await ledger.tail(name, bytes)) ?? { content: new Uint8Array(), length: 0 };
  if (length === 0) return { line: '', length };
  const text = Buffer.from(content).toString();
  const start = text.lastIndexOf('\n', text.length - 2);
  const isWhole = text.endsWith('\n') && (start >= 0 || content.length === length);
  return isWhole ? { line: text.slice(start + 1, -1), length } : undefined;
}

function headOf({ hash, row }: ChainedRow<LedgerRow>, blob: NonNullable<LedgerHead['blob']>): LedgerHead {
  const place = { row: row.n, hash };
  if ('mark' in row) {
    const { until, settings, hoursTo } = row;
    return { place, blob, from: until, settings, ...(hoursTo !== undefined && { hoursTo }) };
  }
  const { writtenAt, table, partition, row: key } = row;
  return { place, blob, from: writtenAt, cursor: { writtenAt, table, partition, row: key } };
}

/** Returns the end of the ledger, and the blob that it lies in with its length then. */
export async function ledgerLength(
  ledger: Blobs,
): Promise<{ readonly to: LedgerPlace; readonly blob?: NonNullable<LedgerHead['blob']> }> {
  const { place, blob } = await readHead(ledger);
  return { to: place, ...(blob && { blob }) };
}
