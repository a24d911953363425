import { spend, spendSearch } from './step-budget.ts';
import { compareWithDates } from './compare-values.ts';
import { Undecidable } from './policy-error.ts';
import { foldCase, matches, sameAs, wildcard } from './text.ts';
import { hasKey, isAbsent, isObject, isScalar, looselyEqual, scalarText } from './value.ts';

/** A test of a value that is there (or ""), for one right-hand side. Throws Undecidable where it makes no sense. */
export type OperatorTest = (value: unknown) => boolean;

function unfit(expected: string): Undecidable {
  return new Undecidable(`expected ${expected}`);
}

/** The ordering operators. Dates are compared by their instants. */
export function ordered(accept: (order: number) => boolean): (right: unknown) => OperatorTest {
  return (right) => {
    if (typeof right !== 'string' && typeof right !== 'number') throw unfit('a string or a number');
    return (value) => accept(compareWithDates(value, right));
  };
}

export function equals(right: unknown): OperatorTest {
  if (!isScalar(right) && !isAbsent(right)) return (value) => looselyEqual(value, right);
  const same = sameAs(isAbsent(right) ? '' : scalarText(right));
  return (value) => {
    if (typeof value === 'string') return same(value);
    return isScalar(value) && same(scalarText(value));
  };
}

export function among(right: unknown): OperatorTest {
  if (!Array.isArray(right)) throw unfit('an array');
  const simple = new Set(right.filter(isScalar).map((item) => foldCase(scalarText(item))));
  const blank = right.some(isAbsent);
  const complex = right.filter((item) => !isScalar(item) && !isAbsent(item));
  return (value) => {
    if (isScalar(value)) {
      const key = foldCase(scalarText(value));
      return simple.has(key) || (blank && key === '');
    }
    return complex.some((item) => looselyEqual(item, value));
  };
}

export function contains(right: unknown): OperatorTest {
  if (!isScalar(right) && !isAbsent(right)) return (value) => holds(value, right);
  const folded = foldCase(isAbsent(right) ? '' : scalarText(right));
  return (value) => (isScalar(value) ? includes(foldCase(scalarText(value)), folded) : holds(value, right));
}

function includes(text: string, sought: string): boolean {
  spendSearch(text.length, sought.length);
  return text.includes(sought);
}

/** An array holds an equal member, an object a member of that name. */
function holds(container: unknown, item: unknown): boolean {
  if (Array.isArray(container)) {
    spend(container.length);
    return container.some((member) => looselyEqual(member, item));
  }
  return isObject(container) && isScalar(item) && hasKey(container, scalarText(item));
}

export function like(right: unknown): OperatorTest {
  if (!isScalar(right)) throw unfit('a string');
  const test = wildcard(scalarText(right));
  return (value) => isScalar(value) && test(scalarText(value));
}

export function match(ignoreCase: boolean): (right: unknown) => OperatorTest {
  return (right) => {
    if (!isScalar(right)) throw unfit('a string');
    return (value) => isScalar(value) && matches(scalarText(right), scalarText(value), ignoreCase);
  };
}

export function containsKey(right: unknown): OperatorTest {
  if (!isScalar(right)) throw unfit('a string');
  return (value) => isObject(value) && hasKey(value, scalarText(right));
}

export function exists(right: unknown): OperatorTest {
  const word = typeof right === 'string' ? foldCase(right) : right;
  if (word !== true && word !== false && word !== 'true' && word !== 'false') throw unfit('true or false');
  const wanted = word === true || word === 'true';
  return (value) => isAbsent(value) !== wanted;
}
