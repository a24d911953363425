import { canonicalJson, sha256 } from '../model/index.ts';

/** The hash before the first row. */
export const genesis = '0'.repeat(64);

/** A row with its hash, as a line of a ledger has it. */
export interface ChainedRow<T> {
  readonly hash: string;
  readonly row: T;
}

/**
 * Chains a row to those before it: SHA-256 of the hash before it, a line feed and the row as canonical JSON. With plain tools:
 * `printf '%s\n%s' "$HASH" "$ROW" | sha256sum`.
 */
export function nextHash(before: string, row: unknown): string {
  return sha256(`${before}\n${canonicalJson(row)}`);
}

/** Chains rows, one after the other. */
export function chainRows<T>(before: string, rows: readonly T[]): readonly ChainedRow<T>[] {
  let hash = before;
  return rows.map((row) => {
    hash = nextHash(hash, row);
    return { hash, row };
  });
}

/** Writes a chained row as a line of a ledger: canonical JSON and a line feed. */
export function lineOf(chained: ChainedRow<unknown>): string {
  return `${canonicalJson(chained)}\n`;
}
