import type { KeptPlace, LedgerTexts } from '../../platform/store/index.ts';
import { isWithdrawn } from '../../records/index.ts';
import { canonicalJson, sha256 } from '../model/index.ts';
import type { LedgerEntry } from './ledger-row.ts';
import { sealOf, sealsIn } from './sealed-texts.ts';

/** A row as the ledger has it last, in short. */
export interface Kept {
  /** Hash of what it holds: keys, columns and values, not when it was written. */
  readonly digest: string;
  /** The same without its texts. */
  readonly form: string;
  /** Hashes of its texts. */
  readonly seals: readonly string[];
  /** Nothing may change in it any more, but that a text is withdrawn. */
  readonly isFinal: boolean;
}

/** A row that must stay as it is, and that the ledger has again with something else in it. */
export interface Rewriting extends KeptPlace {
  /** The row of the ledger in which it is another. */
  readonly n: number;
  /** The hashes of its new texts, where these alone are others. */
  readonly texts?: readonly string[];
}

/** Rows of these tables change as work goes on; all others are only added. */
const changing = new Set(['Responses', 'Drills', 'Anomalies']);

export function keptOf({ table, row, columns, values }: Omit<LedgerEntry, 'writtenAt' | 'partition'>): Kept {
  const { seals, without } = sealsIn(values);
  // Steps of a response are only added; the response itself is final once it is closed.
  const isFinal = !changing.has(table) || row.startsWith('step|') || columns['status'] === 'closed';
  return {
    digest: sha256(canonicalJson({ columns, values })),
    form: sha256(canonicalJson({ columns, values: without })),
    seals,
    isFinal,
  };
}

/** Whether a row is another than one that had to stay. */
export function rewritingOf(before: Kept | undefined, after: Kept): Pick<Rewriting, 'texts'> | undefined {
  if (!before?.isFinal || before.digest === after.digest) return undefined;
  if (before.form !== after.form) return {};
  return { texts: after.seals.filter((seal) => !before.seals.includes(seal)) };
}

/** Whether all that is other in a row is that texts were withdrawn: then a tombstone stands for each. */
export async function isWithdrawal(
  { texts, ...place }: Rewriting,
  ledgerTexts: LedgerTexts,
): Promise<boolean> {
  if (!texts) return false;
  const known = new Map(
    (await ledgerTexts.of(place)).map(({ sha256: hash, salt, text }) => [
      sealOf(salt, text) === hash ? hash : '',
      text,
    ]),
  );
  return texts.every((seal) => isWithdrawn(known.get(seal) ?? ''));
}
