import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { counted } from '../../src/base/index.ts';
import { genesis, linesOf, verifyChain } from '../../src/evidence/chain/index.ts';
import type { LedgerPlace } from '../../src/evidence/model/index.ts';
import { UsageError } from '../fail.ts';
import { givenPath } from '../given-path.ts';
import { oneLine } from '../one-line.ts';
import { paint, wrap } from '../output.ts';
import { readTrouble } from '../read-text.ts';

/** The longest text about a row that is shown. */
const mostWords = 500;

/** A ledger as far as it was recomputed. */
interface LedgerFinding {
  readonly ok: boolean;
  readonly files: number;
  /** Rows that are as they were written. */
  readonly rows: number;
  /** The hash of the last of them. */
  readonly head: string;
  /** The first row that differs, and the file that has it. */
  readonly broken?: { readonly row: number; readonly file: string; readonly why: string };
}

/** Recomputes a ledger from a file, or from the files of a folder. No file is held as a whole. */
export async function verifyLedgerFiles(
  path: string,
  heads: readonly LedgerPlace[] = [],
): Promise<LedgerFinding> {
  const folderOrFile = givenPath(path);
  const files = await filesAt(folderOrFile, path);
  let file = '';
  const lines = async function* () {
    for (file of files) yield* linesOf(createReadStream(file, { highWaterMark: 1 << 18 }));
  };
  const left = new Map(heads.map((head) => [head.row, head]));
  let row = 0;
  const { to, broken } = await verifyChain(lines(), { row: 0, hash: genesis }, ({ hash }) => {
    row += 1;
    if (left.get(row)?.hash === hash) left.delete(row);
  }).catch((cause: unknown) => {
    throw readError(file, cause);
  });
  const [other] = left.values();
  // Whoever has no row has proved nothing.
  if (!broken && to.row === 0) throw new UsageError(`--from: ${path}: there is no row of a ledger`);
  return {
    ok: !broken && !other,
    files: files.length,
    rows: to.row,
    head: to.hash,
    ...(broken && { broken: { row: broken.row, file, why: broken.why } }),
    ...(!broken && other && { broken: { row: other.row, file, why: headWhy(other, to.row) } }),
  };
}

function headWhy({ row, hash }: LedgerPlace, last: number): string {
  return row > last
    ? `it was there, and the copy ends with row ${last}`
    : `its hash was ${hash}, and is another now`;
}

/**
 * The finding for people to read.
 * @param heads the ends that others kept, with which it was compared
 */
export function ledgerText(
  { files, rows, head, broken }: LedgerFinding,
  heads: readonly LedgerPlace[] = [],
): string {
  const read = `${counted(rows, 'row')} of ${counted(files, 'file')}`;
  const whole =
    heads.length > 0
      ? ''
      : wrap(
          'Whether its last rows are missing was not checked: give --head, an end that was kept elsewhere.',
        ) + '\n';
  if (!broken) return `${paint('green', 'The ledger holds.')} ${read}, the head is ${head}\n${whole}`;
  const where = oneLine(`${broken.file}: ${broken.why}`, mostWords);
  return `${wrap(`${paint('red', `Row ${broken.row} differs.`)} ${where}`)}\n${rows} before it hold, up to ${head}\n`;
}

async function filesAt(path: string, given: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    const names = (await readdir(path)).filter((name) => name.endsWith('.jsonl')).toSorted();
    if (names.length > 0) return names.map((name) => join(path, name));
    // As the container has them.
    const inside = await readdir(join(path, 'rows')).catch(() => []);
    const months = inside.filter((name) => name.endsWith('.jsonl')).toSorted();
    if (months.length > 0) return months.map((name) => join(path, 'rows', name));
  } catch (cause) {
    throw readError(given, cause);
  }
  throw new UsageError(`--from: ${given}: there is no file *.jsonl in this folder, nor in its folder rows`);
}

function readError(path: string, cause: unknown): unknown {
  if (cause instanceof RangeError)
    return new UsageError(`--from: ${path}: a row is nested too deep`, { cause });
  const error = cause as NodeJS.ErrnoException;
  return error.syscall === undefined
    ? error
    : new UsageError(`--from: ${path}: ${readTrouble(error)}`, { cause });
}
