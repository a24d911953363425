import { Undecidable } from '../../policy-error.ts';
import { kindOf } from '../../value.ts';
import { define, integer, MANY } from './arguments.ts';

function toInteger(value: unknown): number {
  return Math.trunc(parsed(value, 'int'));
}

function toFloat(value: unknown): number {
  return parsed(value, 'float');
}

function parsed(value: unknown, name: string): number {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new Undecidable(`${name}: ${kindOf(value)} is not a number`);
}

const DECIMAL = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i;

function number(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  throw new Undecidable(`${name}: expected a number, found ${kindOf(value)}`);
}

function divisor(value: unknown, name: string): number {
  const by = integer(value, name);
  if (by === 0) throw new Undecidable(`${name}: division by zero`);
  return by;
}

function numbersOf(args: readonly unknown[], name: string): number[] {
  const values = args.length === 1 && Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (values.length === 0) throw new Undecidable(`${name}: expected at least one number`);
  return values.map((value) => integer(value, name));
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-numeric */
export const numbers = {
  int: define(1, 1, toInteger),
  float: define(1, 1, toFloat),
  add: define(2, 2, (a, b) => number(a, 'add') + number(b, 'add')),
  sub: define(2, 2, (a, b) => number(a, 'sub') - number(b, 'sub')),
  mul: define(2, 2, (a, b) => number(a, 'mul') * number(b, 'mul')),
  div: define(2, 2, (a, b) => Math.trunc(integer(a, 'div') / divisor(b, 'div'))),
  mod: define(2, 2, (a, b) => integer(a, 'mod') % divisor(b, 'mod')),
  min: define(1, MANY, (...args) => Math.min(...numbersOf(args, 'min'))),
  max: define(1, MANY, (...args) => Math.max(...numbersOf(args, 'max'))),
};
