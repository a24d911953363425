import type { Blobs } from '../../platform/blobs/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import { chainRows, lineOf } from '../chain/index.ts';
import type { LedgerEntry, LedgerMark } from './ledger-row.ts';
import { monthBlob, monthOf, parseMonthBlob } from './months.ts';
import type { LedgerHead } from './read-head.ts';

/** A block takes more, but not in each version of the service: https://learn.microsoft.com/rest/api/storageservices/append-block */
const largestBlock = 4 * 1024 * 1024;

/**
 * Appends rows to the blob of the month, block by block; a block holds whole lines.
 * @param at the time whose month the rows belong to
 * @returns the new end; undefined: somebody else has appended
 */
export async function appendRows(
  rows: readonly (LedgerEntry | LedgerMark)[],
  at: string,
  head: LedgerHead,
  ledger: Blobs,
): Promise<LedgerPlace | undefined> {
  const numbered = rows.map((row, index) => ({ ...row, n: head.place.row + index + 1 }));
  const chained = chainRows(head.place.hash, numbered);
  const [first, ...others] = chained.map(lineOf);
  if (first === undefined) return head.place;
  let blob = head.blob ?? { name: monthBlob(monthOf(at), 1), length: 0 };
  // The first row goes behind the last one, also where a month begins with it: so of two runs that begin one, one is refused.
  const month = parseMonthBlob(blob.name)?.month ?? '';
  const blocks =
    month < monthOf(at) ? [Buffer.from(first), ...blocksOf(others)] : blocksOf([first, ...others]);
  for (const [index, block] of blocks.entries()) {
    if (index === 1 && month < monthOf(at)) blob = { name: monthBlob(monthOf(at), 1), length: 0 };
    let written = await ledger.appendTo(blob.name, block, blob.length);
    if (written === 'full') {
      blob = { name: nextPart(blob.name), length: 0 };
      written = await ledger.appendTo(blob.name, block, 0);
    }
    if (written !== 'appended') return undefined;
    blob = { ...blob, length: blob.length + block.length };
  }
  const last = chained.at(-1);
  return last ? { row: head.place.row + chained.length, hash: last.hash } : head.place;
}

function nextPart(name: string): string {
  const { month = '', part = 0 } = parseMonthBlob(name) ?? {};
  return monthBlob(month, part + 1);
}

function blocksOf(lines: readonly string[]): readonly Uint8Array[] {
  const blocks: Buffer[][] = [];
  let size = 0;
  for (const line of lines) {
    const bytes = Buffer.from(line);
    const last = blocks.at(-1);
    if (last && size + bytes.length <= largestBlock) {
      last.push(bytes);
      size += bytes.length;
    } else {
      blocks.push([bytes]);
      size = bytes.length;
    }
  }
  return blocks.map((parts) => Buffer.concat(parts));
}
