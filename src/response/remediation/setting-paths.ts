import { isDeepStrictEqual } from 'node:util';

/** Paths of settings as plans have them: `properties.networkAcls.defaultAction`, `tags['cost.center']`. */

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The names on the way; none where the path goes through a list, which no plan does. */
export function namesOf(path: string): readonly string[] {
  const names: string[] = [];
  const token = /\.?([^.[\]]+)|\['((?:[^']|'')*)'\]/y;
  while (token.lastIndex < path.length) {
    const found = token.exec(path);
    if (!found) return [];
    names.push(found[1] ?? (found[2] ?? '').replaceAll("''", "'"));
  }
  return names.includes('__proto__') ? [] : names;
}

/** The value at a path; undefined where there is none. */
export function valueAt(document: unknown, names: readonly string[]): unknown {
  let value = document;
  for (const name of names) value = isJson(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return value;
}

/** A copy of a document with a value at a path; what lies beside it stays. */
export function withValueAt(document: unknown, [name, ...rest]: readonly string[], value: unknown): Json {
  const before = isJson(document) ? document : {};
  if (name === undefined) return before;
  return { ...before, [name]: rest.length === 0 ? value : withValueAt(before[name], rest, value) };
}

/** The single values of nested settings, by path. */
export function leavesOf(
  settings: Json,
  under: string,
): readonly (readonly [path: string, value: unknown])[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const path = `${under}.${name}`;
    return isJson(value) ? leavesOf(value, path) : [[path, value] as const];
  });
}

export function isSame(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(one, other);
}
