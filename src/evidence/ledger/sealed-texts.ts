import type { KeptRow, LedgerText } from '../../platform/store/index.ts';
import { canonicalJson, sha256 } from '../model/index.ts';
import { sealingOf } from './sealed-members.ts';

/** A text in the ledger: its hash stands for it. */
export interface SealedText {
  readonly sealed: string;
  /** It is a member of some other kind, as canonical JSON. */
  readonly as?: 'json';
}

/** Returns the hash of a text with its salt, as the ledger has it. */
export function sealOf(salt: string, text: string): string {
  return sha256(`${salt}\n${text}`);
}

/**
 * Replaces what must not stand in the ledger by hashes, so that it can be withdrawn later while the chain holds.
 * @param known texts of the row that have a hash already: the same text keeps it
 * @returns the row for the ledger, and the texts in it
 */
export function sealTexts(
  { table, values }: Pick<KeptRow, 'table' | 'values'>,
  known: readonly LedgerText[],
  newSalt: () => string,
): { readonly values: Readonly<Record<string, unknown>>; readonly texts: readonly LedgerText[] } {
  const sealing = sealingOf(table);
  if (!sealing) return { values, texts: [] };
  const byText = new Map(known.map((each) => [each.text, each]));
  const texts = new Map<string, LedgerText>();
  const seal = (text: string): SealedText => {
    const salt = newSalt();
    const own = byText.get(text) ?? { sha256: sealOf(salt, text), salt, text };
    byText.set(text, own);
    texts.set(own.sha256, own);
    return { sealed: own.sha256 };
  };
  const sealed =
    sealing.kind === 'texts'
      ? replaceTexts(values, sealing.names, seal)
      : mapMembers(values, (value) => sealMembers(value, sealing.open, seal));
  return { values: sealed as Readonly<Record<string, unknown>>, texts: [...texts.values()] };
}

function sealMembers(value: unknown, open: ReadonlySet<string>, seal: (text: string) => SealedText): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ...seal(canonicalJson(value)), as: 'json' };
  return mapMembers(value, (member, name) =>
    open.has(name) ? member : { ...seal(canonicalJson(member)), as: 'json' },
  );
}

/** Opens what was sealed, by the texts that are still there. `missing`: the hashes of those that are not. */
export function openTexts(
  value: unknown,
  texts: ReadonlyMap<string, string>,
): { readonly value: unknown; readonly missing: readonly string[] } {
  const missing: string[] = [];
  const opened = mapSealed(value, ({ sealed, as }) => {
    const text = texts.get(sealed);
    if (text === undefined) missing.push(sealed);
    if (text !== undefined && as === 'json') return JSON.parse(text) as unknown;
    return text ?? `(withdrawn, sha256 ${sealed})`;
  });
  return { value: opened, missing };
}

/** Returns the hashes of the texts in a value, and the value without them. */
export function sealsIn(value: unknown): { readonly seals: readonly string[]; readonly without: unknown } {
  const seals: string[] = [];
  const without = mapSealed(value, ({ sealed }) => {
    seals.push(sealed);
    return null;
  });
  return { seals, without };
}

function mapSealed(value: unknown, change: (sealed: SealedText) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapSealed(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return isSealed(value) ? change(value) : mapMembers(value, (member) => mapSealed(member, change));
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
  return mapMembers(value, (member, name) =>
    replaceTexts(member, names, replace, isWithin || names.has(name)),
  );
}

function mapMembers(value: object, change: (member: unknown, name: string) => unknown): object {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, change(member, name)]));
}

function isSealed(value: object): value is SealedText {
  const { sealed, as: _as, ...others } = value as Partial<SealedText>;
  return typeof sealed === 'string' && Object.keys(others).length === 0;
}
