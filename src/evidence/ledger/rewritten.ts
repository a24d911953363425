import type { KeptPlace, LedgerTexts } from '../../platform/store/index.ts';
import { isWithdrawn } from '../../records/index.ts';
import { canonicalJson, sha256 } from '../model/index.ts';
import type { LedgerEntry } from './ledger-row.ts';
import { sealOf, sealsIn } from './sealed-texts.ts';

/** A row as the ledger has it last, in short. */
export interface Kept {
  /** Hash of what it holds: keys, columns and values, not when it was written. */
  readonly digest: string;
  /** The same without its texts; of a drill, of its result and its components alone, as it is cleaned up after its end. */
  readonly form: string;
  /** Hashes of its texts that may not change; of a drill, none. */
  readonly seals: readonly string[];
  /** Hashes of all its texts. */
  readonly allSeals: readonly string[];
  /** Nothing may change in it any more, but that a text is withdrawn. */
  readonly isFinal: boolean;
}

/** A row that must stay as it is, and that the ledger has again with something else in it. */
export interface Rewriting extends KeptPlace {
  /** The row of the ledger in which it is another. */
  readonly n: number;
  /** The id of the record; empty where it has none. */
  readonly id: string;
  /** The hashes of its new texts, where these alone are others. */
  readonly texts?: readonly string[];
}

export function keptOf({ table, row, columns, values }: Omit<LedgerEntry, 'writtenAt' | 'partition'>): Kept {
  const { seals, without } = sealsIn(values);
  return {
    digest: sha256(canonicalJson({ columns, values })),
    form: sha256(canonicalJson(table === 'Drills' ? outcomeOf(without) : { columns, values: without })),
    seals: table === 'Drills' ? [] : seals,
    allSeals: seals,
    isFinal: isFinal(table, row, columns, values),
  };
}

/** Rows of most tables are only added. A response is final once it is closed, a drill once it has ended; an anomaly goes on to change. */
function isFinal(
  table: string,
  row: string,
  columns: LedgerEntry['columns'],
  values: LedgerEntry['values'],
): boolean {
  if (table === 'Responses') return row.startsWith('step|') || columns['status'] === 'closed';
  if (table === 'Drills') return outcomeOf(values).result !== undefined;
  return table !== 'Anomalies';
}

function outcomeOf(values: unknown): { readonly result?: unknown; readonly components?: unknown } {
  const { drill = {} } = values as {
    readonly drill?: { readonly result?: unknown; readonly components?: unknown };
  };
  const { result, components } = drill;
  return { ...(result !== undefined && { result }), ...(components !== undefined && { components }) };
}

/** Whether a row is another than one that had to stay. */
export function rewritingOf(before: Kept | undefined, after: Kept): Pick<Rewriting, 'texts'> | undefined {
  if (!before?.isFinal || before.digest === after.digest) return undefined;
  if (before.form !== after.form) return {};
  const texts = after.seals.filter((seal) => !before.seals.includes(seal));
  // Of a drill, what is no outcome may change.
  return texts.length > 0 || after.seals.length > 0 ? { texts } : undefined;
}

/** Whether all that is other in a row is that texts were withdrawn: then a tombstone stands for each. */
export async function isWithdrawal(
  { texts, ...place }: Rewriting,
  ledgerTexts: LedgerTexts,
): Promise<boolean> {
  if (!texts || texts.length === 0) return false;
  const known = new Map(
    (await ledgerTexts.of(place)).map(({ sha256: hash, salt, text }) => [
      sealOf(salt, text) === hash ? hash : '',
      text,
    ]),
  );
  return texts.every((seal) => holdsTombstone(known.get(seal) ?? ''));
}

/** A text that was withdrawn, or a member as JSON in which one was. */
export function holdsTombstone(text: string): boolean {
  if (isWithdrawn(text)) return true;
  try {
    return stringsIn(JSON.parse(text)).some(isWithdrawn);
  } catch {
    return false;
  }
}

function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
