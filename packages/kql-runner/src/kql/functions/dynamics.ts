import { keyOf, parseDynamic, textOf, toDynamic } from '../values.ts';
import type { Build } from './build.ts';
import { atMost, ofValues } from './build.ts';

type Bag = Record<string, unknown>;

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Texts are parsed; what is dynamic already stays. */
const parse: Build = ([of]) => {
  const { evaluate, type } = of!;
  if (type === 'string') return (row) => parseDynamic(evaluate(row) as string);
  return (row) => {
    const value = evaluate(row);
    return typeof value === 'string' ? parseDynamic(value) : toDynamic(value, type);
  };
};

const packArray: Build = (args) => (row) => args.map(({ evaluate, type }) => toDynamic(evaluate(row), type));

const pack: Build = (args) => (row) => {
  const bag: Bag = {};
  for (let i = 0; i + 1 < args.length; i += 2)
    bag[textOf(args[i]!.evaluate(row), 'string')] = toDynamic(args[i + 1]!.evaluate(row), args[i + 1]!.type);
  return bag;
};

/** Null where one is no array. */
function ofArrays(work: (...arrays: unknown[][]) => unknown): Build {
  return ofValues((...values) => (values.every(Array.isArray) ? work(...(values as unknown[][])) : null));
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((each) => [keyOf(each), each])).values()];
}

function slice(array: unknown, start: unknown, end: unknown): unknown {
  if (!Array.isArray(array)) return null;
  const last = Number(end);
  return array.slice(Number(start), last === -1 ? undefined : last + 1);
}

function sorted(sign: 1 | -1): Build {
  return ofArrays((array) =>
    array.toSorted((a, b) => {
      const [left, right] = [keyOf(a), keyOf(b)] as [number, number];
      return left < right ? -sign : left > right ? sign : 0;
    }),
  );
}

export const dynamics: Readonly<Record<string, Build>> = {
  parse_json: parse,
  parsejson: parse,
  todynamic: parse,
  pack_array: packArray,
  bag_pack: pack,
  pack,
  array_length: ofValues((value) => (Array.isArray(value) ? value.length : null)),
  array_concat: ofArrays((...arrays) => arrays.flat()),
  array_slice: ofValues(slice),
  array_index_of: atMost(
    2,
    ofValues((array, wanted) =>
      Array.isArray(array) ? array.findIndex((each) => keyOf(each) === keyOf(wanted)) : null,
    ),
  ),
  array_sort_asc: atMost(1, sorted(1)),
  array_sort_desc: atMost(1, sorted(-1)),
  array_sum: ofArrays((array) => array.reduce<number>((sum, each) => sum + Number(each), 0)),
  set_union: ofArrays((...arrays) => distinct(arrays.flat())),
  set_intersect: ofArrays((first, ...rest) =>
    distinct(first).filter((each) =>
      rest.every((array) => array.some((other) => keyOf(other) === keyOf(each))),
    ),
  ),
  set_difference: ofArrays((first, ...rest) =>
    distinct(first).filter(
      (each) => !rest.some((array) => array.some((other) => keyOf(other) === keyOf(each))),
    ),
  ),
  set_has_element: ofValues((array, wanted) =>
    Array.isArray(array) ? array.some((each) => keyOf(each) === keyOf(wanted)) : null,
  ),
  bag_keys: ofValues((value) => (isBag(value) ? Object.keys(value) : null)),
  bag_has_key: ofValues((value, key) => (isBag(value) ? Object.hasOwn(value, String(key)) : null)),
  // The first bag that has a key decides.
  bag_merge: ofValues((...bags) => Object.assign({}, ...bags.filter(isBag).toReversed()) as Bag),
};
