import { foldCase } from './text.ts';

/** False, true, or not to be known: the third value of every condition. */
export type Truth = 0 | 1 | 2;

export const FALSE: Truth = 0;

export const TRUE: Truth = 1;

export const UNKNOWN: Truth = 2;

export function truth(value: boolean): Truth {
  return value ? TRUE : FALSE;
}

export function negate(value: Truth): Truth {
  return value === UNKNOWN ? UNKNOWN : value === TRUE ? FALSE : TRUE;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Null and missing are the same thing to a policy. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}

/** Says in words what a value is. */
export function kindOf(value: unknown): string {
  if (isAbsent(value)) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The text of what should be a string and came from outside; anything else reads as "". */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A scalar as the text that the operators compare: `true`, `443`. */
export function scalarText(value: string | number | boolean | bigint): string {
  return typeof value === 'string' ? value : String(value);
}

export function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/**
 * Equality as the operators know it: scalars by their text with case folded (`true` equals "True", 443 equals "443"),
 * null as "", arrays and objects by their parts with names case-insensitive.
 */
export function looselyEqual(a: unknown, b: unknown): boolean {
  const left = isAbsent(a) ? '' : a;
  const right = isAbsent(b) ? '' : b;
  if (isScalar(left)) return isScalar(right) && foldCase(scalarText(left)) === foldCase(scalarText(right));
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, i) => looselyEqual(item, right[i]))
    );
  }
  if (!isObject(left) || !isObject(right)) return false;
  const entries = Object.entries(left);
  return (
    entries.length === Object.keys(right).length &&
    entries.every(([key, item]) => hasKey(right, key) && looselyEqual(item, property(right, key)))
  );
}

/** The member of an object by its name, whatever its case. Null and what is no object's own data read as undefined. */
export function property(object: unknown, key: string, folded = foldCase(key)): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const record = object as Record<string, unknown>;
  const exact = record[key];
  if (exact !== undefined && typeof exact !== 'function' && key !== '__proto__') return exact ?? undefined;
  for (const name in record) {
    if (name.length === folded.length && foldCase(name) === folded) return record[name] ?? undefined;
  }
  return undefined;
}

/** As `property`, for names that people choose: the length of `Straße` changes when it is folded. */
export function chosenProperty(object: unknown, key: string, folded = foldCase(key)): unknown {
  const found = property(object, key, folded);
  if (found !== undefined || !isObject(object)) return found;
  const name = Object.keys(object).find((each) => foldCase(each) === folded);
  return name === undefined ? undefined : (object[name] ?? undefined);
}

export function hasKey(object: Readonly<Record<string, unknown>>, key: string): boolean {
  const folded = foldCase(key);
  return Object.keys(object).some((name) => foldCase(name) === folded);
}
