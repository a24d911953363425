import type { Expression, Row } from './model.ts';
import { number } from './operators.ts';
import { compare, keyOf, toDynamic } from './values.ts';

/** What is kept for one group. */
export interface Accumulator {
  add(row: Row): void;
  result(): unknown;
}

type Build = (args: readonly Expression[], type: string) => () => Accumulator;

/** Of the numbers that are not null. */
function folding(start: number, step: (sum: number, value: number) => number): Build {
  return ([of]) => {
    const value = number(of!);
    return () => {
      let sum = start;
      return {
        add: (row) => {
          const given = value(row);
          if (given !== null) sum = step(sum, given);
        },
        result: () => sum,
      };
    };
  };
}

const sum = folding(0, (total, value) => total + value);

const count: Build = () => () => {
  let n = 0;
  return {
    add: () => {
      n++;
    },
    result: () => n,
  };
};

/** Goes on with the aggregate for those rows where the condition, the argument at the index, holds. */
function where(build: Build, at: number): Build {
  return (args, type) => {
    const condition = args[at]!.evaluate;
    const create = build(args.toSpliced(at, 1), type);
    return () => {
      const inner = create();
      return {
        add: (row) => {
          if (condition(row) === true) inner.add(row);
        },
        result: () => inner.result(),
      };
    };
  };
}

const average: Build = ([of]) => {
  const value = number(of!);
  return () => {
    let [n, total] = [0, 0];
    return {
      add: (row) => {
        const given = value(row);
        if (given === null) return;
        n++;
        total += given;
      },
      result: () => (n === 0 ? null : total / n),
    };
  };
};

/** By the way of Welford; `sample`: divided by one less than there are. */
function spread(sample: boolean, root: boolean): Build {
  return ([of]) => {
    const value = number(of!);
    return () => {
      let [n, mean, squares] = [0, 0, 0];
      return {
        add: (row) => {
          const given = value(row);
          if (given === null) return;
          n++;
          const off = given - mean;
          mean += off / n;
          squares += off * (given - mean);
        },
        result: () => {
          const variance = n > (sample ? 1 : 0) ? squares / (n - (sample ? 1 : 0)) : 0;
          return root ? Math.sqrt(variance) : variance;
        },
      };
    };
  };
}

function extreme(holds: (order: number) => boolean): Build {
  return ([of]) => {
    const { evaluate } = of!;
    return () => {
      let best: unknown = null;
      return {
        add: (row) => {
          const given = evaluate(row);
          if (given !== null && (best === null || holds(compare(given, best)))) best = given;
        },
        result: () => best,
      };
    };
  };
}

/** Exact, where the service estimates. */
const distinctCount: Build = ([of]) => {
  const { evaluate } = of!;
  return () => {
    const seen = new Set<unknown>();
    return {
      add: (row) => {
        const given = evaluate(row);
        if (given !== null) seen.add(keyOf(given));
      },
      result: () => seen.size,
    };
  };
};

/** The second argument, a constant, bounds it. */
function most(args: readonly Expression[]): number {
  return args[1] ? Number(args[1].evaluate([])) : 1_048_576;
}

const set: Build = (args) => {
  const { evaluate, type } = args[0]!;
  const limit = most(args);
  return () => {
    const seen = new Map<unknown, unknown>();
    return {
      add: (row) => {
        const given = evaluate(row);
        if (given === null || seen.size >= limit) return;
        // Arrays are taken apart.
        for (const each of Array.isArray(given) ? (given as unknown[]) : [given])
          if (seen.size < limit) seen.set(keyOf(each), toDynamic(each, type));
      },
      result: () => [...seen.values()],
    };
  };
};

const list: Build = (args) => {
  const { evaluate, type } = args[0]!;
  const limit = most(args);
  return () => {
    const values: unknown[] = [];
    return {
      add: (row) => {
        const given = evaluate(row);
        if (given !== null && values.length < limit) values.push(toDynamic(given, type));
      },
      result: () => values,
    };
  };
};

const bag: Build =
  ([of]) =>
  () => {
    const merged: Record<string, unknown> = {};
    return {
      add: (row) => {
        const given = of!.evaluate(row);
        if (typeof given === 'object' && given !== null && !Array.isArray(given))
          for (const [key, value] of Object.entries(given)) merged[key] ??= value;
      },
      result: () => merged,
    };
  };

/** The first that is there. */
const any: Build = ([of]) => {
  const { evaluate } = of!;
  return () => {
    let found: unknown = null;
    return {
      add: (row) => {
        if (found === null || found === '') found = evaluate(row);
      },
      result: () => found,
    };
  };
};

/** By the nearest rank. */
const percentile: Build = ([of, rank]) => {
  const value = number(of!);
  return () => {
    const values: number[] = [];
    return {
      add: (row) => {
        const given = value(row);
        if (given !== null) values.push(given);
      },
      result: () => {
        const sorted = values.toSorted((a, b) => a - b);
        const at = Math.ceil((Number(rank!.evaluate([])) / 100) * sorted.length) - 1;
        return sorted[Math.max(at, 0)] ?? null;
      },
    };
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
  min: extreme((order) => order < 0),
  minif: where(
    extreme((order) => order < 0),
    1,
  ),
  max: extreme((order) => order > 0),
  maxif: where(
    extreme((order) => order > 0),
    1,
  ),
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
  stdev: spread(true, true),
  stdevp: spread(false, true),
  variance: spread(true, false),
};
