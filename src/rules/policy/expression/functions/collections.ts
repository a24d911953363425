import { spendSearch } from '../../step-budget.ts';
import { Undecidable } from '../../policy-error.ts';
import { foldCase } from '../../text.ts';
import { hasKey, isAbsent, isObject, isScalar, kindOf, looselyEqual, scalarText } from '../../value.ts';
import { define, integer, list, MANY, object, textArgument } from './arguments.ts';
import { includes, LooseSet } from './loose-set.ts';

function length(value: unknown): number {
  if (isAbsent(value)) return 0;
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return Object.keys(object(value, 'length')).length;
}

function contains(container: unknown, item: unknown): boolean {
  if (Array.isArray(container)) return includes(container, item);
  if (isObject(container)) return hasKey(container, textArgument(item, 'contains'));
  const text = foldCase(textArgument(container, 'contains'));
  const sought = foldCase(isScalar(item) ? scalarText(item) : textArgument(item, 'contains'));
  spendSearch(text.length, sought.length);
  return text.includes(sought);
}

function ends(value: unknown, at: 0 | -1, name: string): unknown {
  if (typeof value === 'string') return value.at(at) ?? '';
  if (isAbsent(value)) return '';
  return list(value, name).at(at) ?? undefined;
}

function slice(value: unknown, from: number, to: number | undefined, name: string): unknown {
  return typeof value === 'string' ? value.slice(from, to) : list(value, name).slice(from, to);
}

function createObject(...args: readonly unknown[]): Record<string, unknown> {
  if (args.length % 2 > 0) throw new Undecidable('createObject: expected names and values in pairs');
  const pairs = args.flatMap((name, i) =>
    i % 2 === 0
      ? [[isScalar(name) ? scalarText(name) : textArgument(name, 'createObject'), args[i + 1]] as const]
      : [],
  );
  return Object.fromEntries(pairs);
}

function range(start: number, count: number): number[] {
  if (count < 0 || count > 10_000)
    throw new Undecidable(`range: expected 0 to 10000 numbers, found ${count}`);
  return Array.from({ length: count }, (_, i) => start + i);
}

function unique(values: readonly unknown[]): unknown[] {
  const seen = new LooseSet();
  return values.filter((value) => !seen.has(value) && seen.add(value));
}

function union(...args: readonly unknown[]): unknown {
  if (args.every(isObject)) return args.reduce<Record<string, unknown>>(merge, {});
  return unique(args.flatMap((arg) => list(arg, 'union')));
}

function merge(
  into: Record<string, unknown>,
  from: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const existing = merged[key];
    merged[key] = isObject(existing) && isObject(value) ? merge({ ...existing }, value) : value;
  }
  return merged;
}

function intersection(first: unknown, ...others: readonly unknown[]): unknown {
  if (isObject(first)) {
    const shared = Object.entries(first).filter(([key, value]) =>
      others.every((other) => isObject(other) && key in other && looselyEqual(other[key], value)),
    );
    return Object.fromEntries(shared);
  }
  const sets = others.map((other) => new LooseSet(list(other, 'intersection')));
  return unique(list(first, 'intersection')).filter((value) => sets.every((set) => set.has(value)));
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-array and ...-object */
export const collections = {
  length: define(1, 1, length),
  empty: define(
    1,
    1,
    (value) => typeof value !== 'number' && typeof value !== 'boolean' && length(value) === 0,
  ),
  contains: define(2, 2, contains),
  first: define(1, 1, (value) => ends(value, 0, 'first')),
  last: define(1, 1, (value) => ends(value, -1, 'last')),
  take: define(2, 2, (value, count) => slice(value, 0, Math.max(0, integer(count, 'take')), 'take')),
  skip: define(2, 2, (value, count) => slice(value, Math.max(0, integer(count, 'skip')), undefined, 'skip')),
  array: define(1, 1, (value) => (Array.isArray(value) ? value : [value])),
  createArray: define(0, MANY, (...values) => [...values]),
  createObject: define(0, MANY, createObject),
  range: define(2, 2, (start, count) => range(integer(start, 'range'), integer(count, 'range'))),
  union: define(1, MANY, union),
  intersection: define(1, MANY, intersection),
  coalesce: define(1, MANY, (...values) => values.find((value) => !isAbsent(value)) ?? null),
  items: define(1, 1, (value) =>
    Object.entries(object(value, 'items'))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => ({ key, value: item })),
  ),
  objectKeys: define(1, 1, (value) => Object.keys(object(value, 'objectKeys')).toSorted()),
  shallowMerge: define(1, 1, (values) =>
    Object.assign({}, ...list(values, 'shallowMerge').map((value) => object(value, 'shallowMerge'))),
  ),
  flatten: define(1, 1, (values) => list(values, 'flatten').flatMap((value) => list(value, 'flatten'))),
  tryGet: define(2, MANY, (value, ...steps) => steps.reduce(member, value)),
  indexFromEnd: define(2, 2, (values, at) => {
    const found = fromEnd(list(values, 'indexFromEnd'), integer(at, 'indexFromEnd'));
    if (found === undefined) throw new Undecidable('indexFromEnd: the index lies outside the array');
    return found;
  }),
  tryIndexFromEnd: define(2, 2, (values, at) =>
    Array.isArray(values) ? (fromEnd(values, integer(at, 'tryIndexFromEnd')) ?? null) : null,
  ),
};

/** 1 is the last member. */
function fromEnd(values: readonly unknown[], at: number): unknown {
  return at > 0 ? values[values.length - at] : undefined;
}

function member(value: unknown, step: unknown): unknown {
  if (Array.isArray(value) && typeof step === 'number') return value[step] ?? null;
  if (!isObject(value)) return null;
  const key = Object.keys(value).find(
    (name) => foldCase(name) === foldCase(textArgument(step, `a member of ${kindOf(value)}`)),
  );
  return key === undefined ? null : value[key];
}
