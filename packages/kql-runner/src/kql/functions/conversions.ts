import { parseDatetime, parseTimespan } from '../datetimes.ts';
import { text } from '../operators.ts';
import { textOf } from '../values.ts';
import type { Build } from './build.ts';

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return null;
  const given = value.trim();
  if (/^0x[0-9a-f]+$/i.test(given)) return Number(given);
  return decimal.test(given) ? Number(given) : null;
}

const real: Build =
  ([of]) =>
  (row) =>
    toNumber(of!.evaluate(row));

function whole(least: number, most: number): Build {
  return ([of]) =>
    (row) => {
      const value = toNumber(of!.evaluate(row));
      if (value === null || !Number.isFinite(value)) return null;
      const cut = Math.trunc(value);
      return cut < least || cut > most ? null : cut;
    };
}

const long = whole(-(2 ** 63), 2 ** 63);

const bool: Build =
  ([of]) =>
  (row) => {
    const value = of!.evaluate(row);
    if (typeof value === 'number') return value !== 0;
    if (typeof value !== 'string') return value;
    const given = value.trim().toLowerCase();
    return given === 'true' || given === '1' ? true : given === 'false' || given === '0' ? false : null;
  };

const guid: Build = ([of]) => {
  const value = text(of!);
  return (row) => {
    const hex = value(row).toLowerCase().replaceAll(/[{}-]/g, '');
    if (!/^[0-9a-f]{32}$/.test(hex)) return null;
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };
};

function time(parse: (text: string) => number | null): Build {
  return ([of]) =>
    (row) => {
      const value = of!.evaluate(row);
      return typeof value === 'string' ? parse(value) : typeof value === 'number' ? value : null;
    };
}

/** In Kusto's names of types. */
const types: Readonly<Record<string, string>> = { number: 'long', string: 'string', boolean: 'bool' };

export const conversions: Readonly<Record<string, Build>> = {
  tostring: ([of]) => text(of!),
  tolong: long,
  toint: whole(-(2 ** 31), 2 ** 31 - 1),
  toreal: real,
  todouble: real,
  todecimal: real,
  tobool: bool,
  toboolean: bool,
  toguid: guid,
  todatetime: time(parseDatetime),
  totimespan: time(parseTimespan),
  gettype:
    ([of]) =>
    (row) => {
      const value = of!.evaluate(row);
      if (of!.type !== 'dynamic') return of!.type;
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'array';
      if (typeof value === 'number' && !Number.isInteger(value)) return 'double';
      return types[typeof value] ?? 'dictionary';
    },
  // In results of `tostring` a dynamic text stands as it is, here in quotes.
  dynamic_to_json:
    ([of]) =>
    (row) => {
      const value = of!.evaluate(row);
      return of!.type === 'dynamic' ? JSON.stringify(value) : textOf(value, of!.type);
    },
};
