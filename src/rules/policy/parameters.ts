import { PolicyError } from './policy-error.ts';
import { foldCase } from './text.ts';
import { isAbsent, isObject, looselyEqual, textOf } from './value.ts';

/** Values by folded name; a declared parameter without any value is in `missing`. */
export interface Parameters {
  readonly values: ReadonlyMap<string, unknown>;
  readonly missing: ReadonlySet<string>;
}

/**
 * Binds the parameters of a definition: an assignment's value wins over the default. Values may come as
 * `{name: value}` or as ARM writes them, `{name: {value}}`. A name that is not declared is accepted as it is.
 * @param declared `properties.parameters` of the definition
 * @param at their JSON path, for error messages
 * @throws PolicyError for a value of another type than declared, or one that is not allowed
 */
export function bindParameters(
  declared: unknown,
  given: Readonly<Record<string, unknown>> = {},
  at = 'properties.parameters',
): Parameters {
  const values = new Map<string, unknown>();
  const missing = new Set<string>();
  for (const [name, value] of Object.entries(given)) values.set(foldCase(name), unwrap(value));
  if (isAbsent(declared)) return { values, missing };
  if (!isObject(declared)) throw new PolicyError(at, 'expected an object');
  for (const [name, declaration] of Object.entries(declared)) {
    if (!isObject(declaration)) throw new PolicyError(`${at}.${name}`, 'expected an object');
    const key = foldCase(name);
    if (values.has(key)) check(`${at}.${name}`, declaration, values.get(key));
    else if ('defaultValue' in declaration) values.set(key, declaration['defaultValue']);
    else missing.add(key);
  }
  return { values, missing };
}

function unwrap(value: unknown): unknown {
  return isObject(value) && Object.keys(value).length === 1 && 'value' in value ? value['value'] : value;
}

const TYPES: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  object: isObject,
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  float: (value) => typeof value === 'number',
  datetime: (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
};

function check(path: string, declaration: Readonly<Record<string, unknown>>, value: unknown): void {
  const type = textOf(declaration['type']).toLowerCase();
  const fits = TYPES[type];
  if (fits && !fits(value)) throw new PolicyError(path, `expected a value of type ${type}`);
  const allowed = declaration['allowedValues'];
  if (!Array.isArray(allowed) || allowed.length === 0) return;
  const chosen = type === 'array' && Array.isArray(value) ? value : [value];
  if (chosen.every((item) => allowed.some((each) => looselyEqual(each, item)))) return;
  throw new PolicyError(
    path,
    `${JSON.stringify(value)} is not among the allowed values ${JSON.stringify(allowed)}`,
  );
}
