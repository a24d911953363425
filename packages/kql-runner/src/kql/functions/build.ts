import type { Evaluate, Expression } from '../model.ts';
import { UnsupportedError } from '../model.ts';
import { number, text } from '../operators.ts';

/** From compiled arguments and the type of the result to what works it out for a row. */
export type Build = (args: readonly Expression[], type: string) => Evaluate;

/** Refuses arguments beyond those that are worked with: the rest would be passed over. */
export function atMost(count: number, build: Build): Build {
  return (args, type) => {
    if (args.length > count) throw new UnsupportedError(`more than ${count} arguments of a function here`);
    return build(args, type);
  };
}

/** Builds a function of texts. Most have at most three, which are worked out without a list. */
export function ofTexts(work: (...texts: string[]) => unknown): Build {
  return (args) => {
    const [a, b, c, ...rest] = args.map(text);
    if (!a) return () => work();
    if (!b) return (row) => work(a(row));
    if (!c) return (row) => work(a(row), b(row));
    if (rest.length === 0) return (row) => work(a(row), b(row), c(row));
    return (row) => work(a(row), b(row), c(row), ...rest.map((each) => each(row)));
  };
}

/** Builds a function of numbers, datetimes and timespans; null where one of them is. */
export function ofNumbers(work: (...numbers: number[]) => unknown): Build {
  return (args) => {
    const numbers = args.map(number);
    const [a, b] = numbers;
    if (a && numbers.length === 1)
      return (row) => {
        const value = a(row);
        return value === null ? null : work(value);
      };
    if (a && b && numbers.length === 2)
      return (row) => {
        const [left, right] = [a(row), b(row)];
        return left === null || right === null ? null : work(left, right);
      };
    return (row) => {
      const values = numbers.map((each) => each(row));
      return values.includes(null) ? null : work(...(values as number[]));
    };
  };
}

/** Builds a function of values as they are. */
export function ofValues(work: (...values: unknown[]) => unknown): Build {
  return (args) => {
    const [a, b, ...rest] = args.map(({ evaluate }) => evaluate);
    if (!a) return () => work();
    if (!b) return (row) => work(a(row));
    if (rest.length === 0) return (row) => work(a(row), b(row));
    return (row) => work(a(row), b(row), ...rest.map((each) => each(row)));
  };
}
