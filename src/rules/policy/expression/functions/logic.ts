import { compareValues } from '../../compare-values.ts';
import { Undecidable } from '../../policy-error.ts';
import { foldCase } from '../../text.ts';
import { kindOf, looselyEqual } from '../../value.ts';
import { boolean, define, MANY } from './arguments.ts';

function toBoolean(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const word = typeof value === 'string' ? foldCase(value) : '';
  if (word === 'true' || word === '1') return true;
  if (word === 'false' || word === '0') return false;
  throw new Undecidable(`bool: ${kindOf(value)} is neither true nor false`);
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-logical and ...-comparison */
export const logic = {
  bool: define(1, 1, toBoolean),
  and: define(1, MANY, (...args) => args.every((arg) => boolean(arg, 'and'))),
  or: define(1, MANY, (...args) => args.some((arg) => boolean(arg, 'or'))),
  not: define(1, 1, (arg) => !boolean(arg, 'not')),
  true: define(0, 0, () => true),
  false: define(0, 0, () => false),
  null: define(0, 0, () => null),
  equals: define(2, 2, looselyEqual),
  less: define(2, 2, (a, b) => compareValues(a, b) < 0),
  lessOrEquals: define(2, 2, (a, b) => compareValues(a, b) <= 0),
  greater: define(2, 2, (a, b) => compareValues(a, b) > 0),
  greaterOrEquals: define(2, 2, (a, b) => compareValues(a, b) >= 0),
};
