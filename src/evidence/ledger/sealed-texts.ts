import type { KeptRow, LedgerText } from '../../platform/store/index.ts';
import { textRecords } from '../../records/index.ts';
import { sha256 } from '../model/index.ts';

/** A text in the ledger: its hash stands for it. */
export interface SealedText {
  readonly sealed: string;
}

/** Members that say who somebody is, who may have done nothing wrong; and of a drill its plan, a copy of one on record. */
const ofPeople: Readonly<Record<string, readonly string[]>> = {
  Anomalies: ['principal', 'principals', 'actors', 'reasons', 'explanation'],
  Incidents: ['subjects'],
  Drills: [...textRecords['drill-plans'].names],
};

/** Names of the members that hold what people wrote, or who somebody is, by table. All texts within such a member count. */
const namesIn: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(
    Object.groupBy(
      [
        ...Object.values(textRecords).map(
          ({ table, names, ended }) => [table, [...names, ...(ended?.names ?? [])]] as const,
        ),
        ...Object.entries(ofPeople),
      ],
      ([table]) => table,
    ),
  ).map(([table, all = []]) => [table, new Set(all.flatMap(([, names]) => names))] as const),
);

/** Returns the hash of a text with its salt, as the ledger has it. */
export function sealOf(salt: string, text: string): string {
  return sha256(`${salt}\n${text}`);
}

/**
 * Replaces the texts of people in a row by hashes, so that a text can be withdrawn later while the chain holds.
 * @param known texts of the row that have a hash already: the same text keeps it
 * @returns the row for the ledger, and the texts in it
 */
export function sealTexts(
  { table, values }: Pick<KeptRow, 'table' | 'values'>,
  known: readonly LedgerText[],
  newSalt: () => string,
): { readonly values: Readonly<Record<string, unknown>>; readonly texts: readonly LedgerText[] } {
  const names = namesIn.get(table);
  if (!names) return { values, texts: [] };
  const byText = new Map(known.map((each) => [each.text, each]));
  const texts = new Map<string, LedgerText>();
  const seal = (text: string): SealedText => {
    const salt = newSalt();
    const own = byText.get(text) ?? { sha256: sealOf(salt, text), salt, text };
    byText.set(text, own);
    texts.set(own.sha256, own);
    return { sealed: own.sha256 };
  };
  return {
    values: replaceTexts(values, names, seal) as Readonly<Record<string, unknown>>,
    texts: [...texts.values()],
  };
}

/** Opens what was sealed, by the texts that are still there. `missing`: the hashes of those that are not. */
export function openTexts(
  value: unknown,
  texts: ReadonlyMap<string, string>,
): { readonly value: unknown; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const open = (inside: unknown): unknown => {
    if (Array.isArray(inside)) return inside.map(open);
    if (typeof inside !== 'object' || inside === null) return inside;
    if (isSealed(inside)) {
      const text = texts.get(inside.sealed);
      if (text === undefined) missing.push(inside.sealed);
      return text ?? `(withdrawn, sha256 ${inside.sealed})`;
    }
    return Object.fromEntries(Object.entries(inside).map(([name, member]) => [name, open(member)]));
  };
  return { value: open(value), missing };
}

/** Returns the hashes of the texts in a value, and the value without them. */
export function sealsIn(value: unknown): { readonly seals: readonly string[]; readonly without: unknown } {
  const seals: string[] = [];
  const strip = (inside: unknown): unknown => {
    if (Array.isArray(inside)) return inside.map(strip);
    if (typeof inside !== 'object' || inside === null) return inside;
    if (isSealed(inside)) {
      seals.push(inside.sealed);
      return null;
    }
    return Object.fromEntries(Object.entries(inside).map(([name, member]) => [name, strip(member)]));
  };
  const without = strip(value);
  return { seals, without };
}

/** Replaces the texts of a value that stand within members of some names. */
function replaceTexts(
  value: unknown,
  names: ReadonlySet<string>,
  replace: (text: string) => unknown,
  isWithin = false,
): unknown {
  if (typeof value === 'string') return isWithin ? replace(value) : value;
  if (Array.isArray(value)) return value.map((item) => replaceTexts(item, names, replace, isWithin));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      replaceTexts(member, names, replace, isWithin || names.has(key)),
    ]),
  );
}

function isSealed(value: object): value is SealedText {
  const { sealed, ...others } = value as Partial<SealedText>;
  return typeof sealed === 'string' && Object.keys(others).length === 0;
}
