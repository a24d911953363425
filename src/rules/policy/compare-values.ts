import { withoutTrailing } from '../../base/index.ts';
import { Undecidable } from './policy-error.ts';
import { foldCase } from './text.ts';
import { kindOf } from './value.ts';

/**
 * Orders two values: numbers, or strings with case ignored. A number and a string that holds one are compared as
 * numbers. Anything else cannot be ordered, which Azure too treats as an error.
 * @returns below zero, zero or above zero
 * @throws Undecidable
 */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return compareText(foldCase(a), foldCase(b));
  const left = numeric(a);
  const right = numeric(b);
  if (left === undefined || right === undefined) {
    throw new Undecidable(`${kindOf(a)} and ${kindOf(b)} cannot be ordered`);
  }
  return left - right;
}

/**
 * As `compare`, and two dates with a time of day by their instants, however they are written: `less` and its like
 * take a `dateValue`, and Azure writes the same instant with and without a fraction, with `Z` and with an offset.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#conditions
 */
export function compareWithDates(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') {
    const left = DATE_TIME.exec(a);
    const right = left && DATE_TIME.exec(b);
    if (left && right) {
      const order = seconds(left) - seconds(right);
      if (!Number.isNaN(order)) return order || compareText(fraction(left), fraction(right));
    }
  }
  return compareValues(a, b);
}

const DATE_TIME = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/i;

function seconds([, whole = '', , zone = 'Z']: RegExpExecArray): number {
  return Date.parse(`${whole.replace(/[ t]/, 'T')}${zone.toUpperCase()}`);
}

function fraction([, , digits = '']: RegExpExecArray): string {
  return withoutTrailing(digits, '0');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}
