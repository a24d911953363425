import type { Evaluate, Expression } from '../model.ts';
import { text } from '../operators.ts';
import { empty } from '../values.ts';
import type { Build } from './build.ts';

const iff: Build = ([condition, yes, no]) => {
  const [test, then, otherwise] = [condition!.evaluate, yes!.evaluate, no!.evaluate];
  return (row) => (test(row) === true ? then(row) : otherwise(row));
};

const choose: Build = (args) => {
  const cases: [Evaluate, Evaluate][] = [];
  for (let i = 0; i + 1 < args.length; i += 2) cases.push([args[i]!.evaluate, args[i + 1]!.evaluate]);
  const otherwise = args.at(-1)!.evaluate;
  return (row) => {
    for (const [test, then] of cases) if (test(row) === true) return then(row);
    return otherwise(row);
  };
};

const coalesce: Build = (args, type) => {
  const values = args.map(({ evaluate }) => evaluate);
  const none = empty(type);
  return (row) => {
    for (const value of values) {
      const given = value(row);
      if (given !== null && given !== '') return given;
    }
    return none;
  };
};

function isEmpty(of: Expression): Evaluate {
  const value = text(of);
  return (row) => value(row) === '';
}

/** A string is never null. */
const isNull: Build = ([of]) => (of!.type === 'string' ? () => false : (row) => of!.evaluate(row) === null);

function negate(build: Build): Build {
  return (args, type) => {
    const evaluate = build(args, type);
    return (row) => !evaluate(row);
  };
}

export const conditions: Readonly<Record<string, Build>> = {
  iff,
  iif: iff,
  case: choose,
  coalesce,
  isempty: ([of]) => isEmpty(of!),
  isnotempty: negate(([of]) => isEmpty(of!)),
  notempty: negate(([of]) => isEmpty(of!)),
  isnull: isNull,
  isnotnull: negate(isNull),
  notnull: negate(isNull),
  not:
    ([of]) =>
    (row) => {
      const value = of!.evaluate(row);
      return value === null ? null : !value;
    },
};
