import { sizeOf, valuesOf, withValue } from './distinct.ts';
import type { Distinct } from './distinct.ts';
import type { Evaluate, Expression, Row } from './model.ts';
import { number } from './operators.ts';
import { compare, toDynamic } from './values.ts';

/** Works something out over the rows of a group. What is kept for a group is as small as it can be: there are many. */
export interface Aggregate {
  /** The value that is kept before the first row. */
  readonly start: unknown;
  /** Returns the value that is kept after the row. */
  readonly add: (kept: unknown, row: Row) => unknown;
  readonly result: (kept: unknown) => unknown;
}

type Build = (args: readonly Expression[], type: string) => Aggregate;

const asIs = (kept: unknown): unknown => kept;

const count: Build = () => ({ start: 0, add: (n) => (n as number) + 1, result: asIs });

const sum: Build = ([of]) => {
  const value = number(of!);
  return { start: 0, add: (total, row) => (total as number) + (value(row) ?? 0), result: asIs };
};

/** Goes on with the aggregate for those rows where the condition, the argument at the index, holds. */
function where(build: Build, at: number): Build {
  return (args, type) => {
    const condition = args[at]!.evaluate;
    const { start, add, result } = build(args.toSpliced(at, 1), type);
    return { start, add: (kept, row) => (condition(row) === true ? add(kept, row) : kept), result };
  };
}

interface Mean {
  n: number;
  total: number;
}

const average: Build = ([of]) => {
  const value = number(of!);
  return {
    start: null,
    add: (kept, row) => {
      const given = value(row);
      if (given === null) return kept;
      const mean = (kept as Mean | null) ?? { n: 0, total: 0 };
      mean.n++;
      mean.total += given;
      return mean;
    },
    result: (kept) => kept && (kept as Mean).total / (kept as Mean).n,
  };
};

interface Spread {
  n: number;
  mean: number;
  squares: number;
}

/** By the way of Welford; `sample`: divided by one less than there are. */
function spread(sample: 0 | 1, finish: (variance: number) => number): Build {
  return ([of]) => {
    const value = number(of!);
    return {
      start: null,
      add: (kept, row) => {
        const given = value(row);
        if (given === null) return kept;
        const so = (kept as Spread | null) ?? { n: 0, mean: 0, squares: 0 };
        so.n++;
        const off = given - so.mean;
        so.mean += off / so.n;
        so.squares += off * (given - so.mean);
        return so;
      },
      result: (kept) => {
        const { n, squares } = (kept as Spread | null) ?? { n: 0, squares: 0 };
        return n > sample ? finish(squares / (n - sample)) : 0;
      },
    };
  };
}

function extreme(sign: 1 | -1): Build {
  return ([of]) => {
    const { evaluate } = of!;
    return {
      start: null,
      add: (best, row) => {
        const given = evaluate(row);
        if (given === null) return best;
        return best === null || compare(given, best) * sign > 0 ? given : best;
      },
      result: asIs,
    };
  };
}

/** Exact, where the service estimates. */
const distinctCount: Build = ([of]) => {
  const { evaluate } = of!;
  return {
    start: null,
    add: (kept, row) => {
      const given = evaluate(row);
      return given === null ? kept : withValue(kept as Distinct, given);
    },
    result: (kept) => sizeOf(kept as Distinct),
  };
};

/** The second argument, a constant, bounds it. */
function most(args: readonly Expression[]): number {
  return args[1] ? Number(args[1].evaluate([])) : 1_048_576;
}

/** Collects the different values; of arrays, the elements. */
const set: Build = (args) => {
  const { evaluate, type } = args[0]!;
  const limit = most(args);
  return {
    start: null,
    add: (kept, row) => {
      const given = evaluate(row);
      if (given === null) return kept;
      let seen = kept as Distinct;
      for (const each of Array.isArray(given) ? (given as unknown[]) : [given])
        if (sizeOf(seen) < limit) seen = withValue(seen, each);
      return seen;
    },
    result: (kept) => valuesOf(kept as Distinct).map((each) => toDynamic(each, type)),
  };
};

const list: Build = (args) => {
  const { evaluate, type } = args[0]!;
  const limit = most(args);
  return {
    start: null,
    add: (kept, row) => {
      const given = evaluate(row);
      if (given === null) return kept;
      const values = (kept as unknown[] | null) ?? [];
      if (values.length < limit) values.push(toDynamic(given, type));
      return values;
    },
    result: (kept) => kept ?? [],
  };
};

/** Merges the objects; of two values of one key the first stays. */
const bag: Build = ([of]) => ({
  start: null,
  add: (kept, row) => {
    const given = of!.evaluate(row);
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return kept;
    return { ...given, ...(kept as object | null) };
  },
  result: (kept) => kept ?? {},
});

/** The first that is there. */
const any: Build = ([of]) => {
  const { evaluate } = of!;
  return {
    start: null,
    add: (kept, row) => (kept === null || kept === '' ? evaluate(row) : kept),
    result: asIs,
  };
};

/** By the nearest rank. */
const percentile: Build = ([of, rank]) => {
  const value: Evaluate = number(of!);
  const { start, add } = list([{ ...of!, type: 'real', evaluate: value }], '');
  return {
    start,
    add,
    result: (kept) => {
      const sorted = ((kept as number[] | null) ?? []).toSorted((a, b) => a - b);
      const at = Math.ceil((Number(rank!.evaluate([])) / 100) * sorted.length) - 1;
      return sorted[Math.max(at, 0)] ?? null;
    },
  };
};

/** Aggregates with one result, by name. */
export const aggregates: Readonly<Record<string, Build>> = {
  count,
  countif: where(count, 0),
  sum,
  sumif: where(sum, 1),
  avg: average,
  avgif: where(average, 1),
  min: extreme(-1),
  minif: where(extreme(-1), 1),
  max: extreme(1),
  maxif: where(extreme(1), 1),
  dcount: distinctCount,
  dcountif: where(distinctCount, 1),
  count_distinct: distinctCount,
  count_distinctif: where(distinctCount, 1),
  make_set: set,
  make_set_if: where(set, 1),
  make_list: list,
  make_list_if: where(list, 1),
  make_bag: bag,
  take_any: any,
  any,
  percentile,
  stdev: spread(1, Math.sqrt),
  stdevp: spread(0, Math.sqrt),
  variance: spread(1, (variance) => variance),
};
