import type { Blobs } from '../../platform/blobs/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import { genesis, longestLine } from '../chain/index.ts';
import type { ChainedRow } from '../chain/index.ts';
import type { LedgerCursor, LedgerMark, LedgerRow } from './ledger-row.ts';
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
    const { lines, length } = tail;
    if (lines.length > 0) return headOf(lines, { name, length });
  }
  return { place: { row: 0, hash: genesis }, from: never };
}

/** Names of the blobs of the ledger, the oldest first. */
export async function ledgerBlobs(ledger: Blobs): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of ledger.list(ledgerPrefix)) if (parseMonthBlob(name)) names.push(name);
  return names.toSorted();
}

/** The last whole lines of a blob, none where it is empty; undefined: the part that was read does not hold the last one whole. */
async function readTail(ledger: Blobs, name: string, bytes: number) {
  const { content, length } = (await ledger.tail(name, bytes)) ?? { content: new Uint8Array(), length: 0 };
  if (length === 0) return { lines: [], length };
  const [first = '', ...rest] = Buffer.from(content).toString().split('\n');
  // A text that ends with a line feed is followed by nothing.
  if (rest.pop() !== '') return undefined;
  const lines = content.length === length ? [first, ...rest] : rest;
  return lines.length > 0 ? { lines, length } : undefined;
}

function headOf(lines: readonly string[], blob: NonNullable<LedgerHead['blob']>): LedgerHead {
  const { hash, row } = JSON.parse(lines.at(-1) ?? '') as ChainedRow<LedgerRow>;
  const head = { place: { row: row.n, hash }, blob };
  if ('mark' in row) return { ...head, from: row.until, ...standingOf(row) };
  const { writtenAt, table, partition, row: key } = row;
  // A run that was cut off stands where the one before it did.
  const last = lines.findLast((line) => line.includes('"mark":'));
  const mark = last === undefined ? undefined : (JSON.parse(last) as ChainedRow<LedgerRow>).row;
  return {
    ...head,
    from: writtenAt,
    cursor: { writtenAt, table, partition, row: key },
    ...(mark && 'mark' in mark && standingOf(mark)),
  };
}

function standingOf({ settings, hoursTo }: LedgerMark): Pick<LedgerHead, 'settings' | 'hoursTo'> {
  return { settings, ...(hoursTo !== undefined && { hoursTo }) };
}

/** Returns the end of the ledger, and the blob that it lies in with its length then. */
export async function ledgerLength(
  ledger: Blobs,
): Promise<{ readonly to: LedgerPlace; readonly blob?: NonNullable<LedgerHead['blob']> }> {
  const { place, blob } = await readHead(ledger);
  return { to: place, ...(blob && { blob }) };
}
