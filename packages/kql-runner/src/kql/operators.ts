import { binDatetime } from './datetimes.ts';
import type { Evaluate, Expression } from './model.ts';
import { UnsupportedError } from './model.ts';
import { compare, keyOf, textOf } from './values.ts';

/** Text of an expression, whatever its type. */
export function text({ type, evaluate }: Expression): (row: unknown[]) => string {
  if (type === 'string') return evaluate as (row: unknown[]) => string;
  return (row) => textOf(evaluate(row), type);
}

/** Number of an expression; null where it is none. */
export function number({ type, evaluate }: Expression): (row: unknown[]) => number | null {
  if (type !== 'dynamic') return evaluate as (row: unknown[]) => number | null;
  return (row) => {
    const value = evaluate(row);
    return typeof value === 'number' ? value : null;
  };
}

type Binary = (left: Expression, right: Expression, type: string) => Evaluate;

function arithmetic(work: (left: number, right: number) => number | null): Binary {
  return (a, b) => {
    const [left, right] = [number(a), number(b)];
    return (row) => {
      const l = left(row);
      if (l === null) return null;
      const r = right(row);
      return r === null ? null : work(l, r);
    };
  };
}

const divide: Binary = (a, b, type) =>
  arithmetic(
    type === 'long' || type === 'int'
      ? (left, right) => (right === 0 ? null : Math.trunc(left / right))
      : (left, right) => left / right,
  )(a, b, type);

function order(holds: (order: number) => boolean): Binary {
  return ({ evaluate: left }, { evaluate: right }) =>
    (row) => {
      const l = left(row);
      if (l === null) return null;
      const r = right(row);
      // Within dynamic values: a text is neither before nor after a number.
      return r === null || typeof l !== typeof r ? null : holds(compare(l, r));
    };
}

const numeric = new Set(['int', 'long', 'real', 'decimal']);

/** Refuses to compare a text to a number: what the service makes of the text is not guessed. */
export function refuseClash(a: Expression, b: Expression): void {
  if ((a.type === 'string' && numeric.has(b.type)) || (b.type === 'string' && numeric.has(a.type)))
    throw new UnsupportedError(`the comparison of ${a.type} to ${b.type}`);
}

/** Two nulls compare to null; null and a value are different. */
const equal: Binary = (a, b) => {
  refuseClash(a, b);
  if (a.type === 'guid' || b.type === 'guid') {
    const [left, right] = [text(a), text(b)];
    return (row) => left(row).toLowerCase() === right(row).toLowerCase();
  }
  const { evaluate: left } = a;
  if (b.constant && typeof b.evaluate([]) === 'string') {
    const value = b.evaluate([]);
    return (row) => left(row) === value;
  }
  const { evaluate: right } = b;
  return (row) => {
    const [l, r] = [left(row), right(row)];
    if (l === null || r === null) return l === r ? null : false;
    return keyOf(l) === keyOf(r);
  };
};

function not(binary: Binary): Binary {
  return (a, b, type) => {
    const evaluate = binary(a, b, type);
    return (row) => {
      const value = evaluate(row);
      return value === null ? null : !value;
    };
  };
}

const and: Binary =
  ({ evaluate: left }, { evaluate: right }) =>
  (row) => {
    const l = left(row);
    if (l === false) return false;
    const r = right(row);
    return r === false ? false : l === null || r === null ? null : true;
  };

const or: Binary =
  ({ evaluate: left }, { evaluate: right }) =>
  (row) => {
    const l = left(row);
    if (l === true) return true;
    const r = right(row);
    return r === true ? true : l === null || r === null ? null : false;
  };

/** By the kind of the node, without `Expression`. */
export const binaries: Readonly<Record<string, Binary>> = {
  Add: arithmetic((left, right) => left + right),
  Subtract: arithmetic((left, right) => left - right),
  Multiply: arithmetic((left, right) => left * right),
  Divide: divide,
  Modulo: arithmetic((left, right) => (right === 0 ? null : left % right)),
  LessThan: order((value) => value < 0),
  LessThanOrEqual: order((value) => value <= 0),
  GreaterThan: order((value) => value > 0),
  GreaterThanOrEqual: order((value) => value >= 0),
  Equal: equal,
  NotEqual: not(equal),
  And: and,
  Or: or,
};

/** Start of the bin in which a value lies. */
export function bin(value: Expression, size: Expression, type: string): Evaluate {
  const floor =
    type === 'datetime' ? binDatetime : (ms: number, step: number) => Math.floor(ms / step) * step;
  return arithmetic((left, right) => (right > 0 ? floor(left, right) : null))(value, size, type);
}
