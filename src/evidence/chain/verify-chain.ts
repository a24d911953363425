import { canonicalJson } from '../model/index.ts';
import type { LedgerPlace } from '../model/index.ts';
import { nextHash } from './hash-chain.ts';
import type { ChainedRow } from './hash-chain.ts';

/** The longest line that is read: a row of Table Storage holds a mebibyte, which JSON may write six times as long. */
export const longestLine = 8 * 1024 * 1024;

/** A ledger as far as it was recomputed. */
export interface ChainFinding {
  /** The place up to which all is as it was written. */
  readonly to: LedgerPlace;
  /** The first row that differs; absent: none. `row` counts from 1 over the whole ledger. */
  readonly broken?: { readonly row: number; readonly why: string };
}

/**
 * Recomputes a chain from its lines, and ends at the first that differs.
 * @param from the place before the first line; its hash is 64 zeros for a whole ledger
 * @param seen gets each row that holds, in order
 */
export async function verifyChain(
  lines: AsyncIterable<string> | Iterable<string>,
  from: LedgerPlace,
  seen: (chained: ChainedRow<Readonly<Record<string, unknown>>>) => void = () => undefined,
): Promise<ChainFinding> {
  let to = from;
  for await (const line of lines) {
    const row = to.row + 1;
    const chained = parseLine(line);
    if (typeof chained === 'string') return { to, broken: { row, why: chained } };
    const hash = nextHash(to.hash, chained.row);
    if (hash !== chained.hash)
      return { to, broken: { row, why: `its hash is ${chained.hash}, and ${hash} was computed` } };
    to = { row, hash };
    seen(chained);
  }
  return { to };
}

/** Returns the row of a line, or what is wrong with it. */
function parseLine(line: string): ChainedRow<Readonly<Record<string, unknown>>> | string {
  if (line.length > longestLine) return `it has more than ${longestLine} characters`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return 'it is no JSON';
  }
  if (!isChained(parsed)) return 'it is not {"hash": 64 hex digits, "row": {...}} alone';
  // Whatever differs from what was written, as a member given twice, must not be read in two ways.
  return canonicalJson(parsed) === line ? parsed : 'it is not written as canonical JSON';
}

function isChained(value: unknown): value is ChainedRow<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return false;
  const { hash, row, ...others } = value as Partial<ChainedRow<unknown>>;
  return (
    typeof hash === 'string' &&
    /^[0-9a-f]{64}$/.test(hash) &&
    typeof row === 'object' &&
    row !== null &&
    !Array.isArray(row) &&
    Object.keys(others).length === 0
  );
}
