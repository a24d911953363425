import { Undecidable } from './error.ts';
import { fold } from './text.ts';

/**
 * Orders two values: numbers, or strings with case ignored. A number and a string that holds one are compared as
 * numbers. Anything else cannot be ordered, which Azure too treats as an error.
 * @returns below zero, zero or above zero
 */
export function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') {
    const left = fold(a);
    const right = fold(b);
    return left < right ? -1 : left > right ? 1 : 0;
  }
  const left = numeric(a);
  const right = numeric(b);
  if (left === undefined || right === undefined) {
    throw new Undecidable(`${describe(a)} and ${describe(b)} cannot be ordered`);
  }
  return left - right;
}

function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
