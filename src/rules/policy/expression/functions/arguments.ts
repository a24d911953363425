import { Undecidable } from '../../policy-error.ts';
import { isAbsent, isObject, kindOf } from '../../value.ts';

/** A template function of plain values. Names, case-insensitive, are the keys of the tables. */
type TemplateFunction = (...args: readonly unknown[]) => unknown;

export interface FunctionEntry {
  readonly call: TemplateFunction;
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
}

export function define(fewest: number, most: number, call: TemplateFunction): FunctionEntry {
  return { call, arity: [fewest, most] };
}

export const MANY = Number.POSITIVE_INFINITY;

export function textArgument(value: unknown, name: string): string {
  if (typeof value === 'string') return value;
  if (isAbsent(value)) return '';
  throw new Undecidable(`${name}: expected a string, found ${kindOf(value)}`);
}

export function integer(value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
  throw new Undecidable(`${name}: expected an integer, found ${kindOf(value)}`);
}

export function list(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Undecidable(`${name}: expected an array, found ${kindOf(value)}`);
}

export function boolean(value: unknown, name: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new Undecidable(`${name}: expected true or false, found ${kindOf(value)}`);
}

export function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw new Undecidable(`${name}: expected an object, found ${kindOf(value)}`);
}
