import { bin } from '../operators.ts';
import { compare } from '../values.ts';
import type { Build } from './build.ts';
import { ofNumbers } from './build.ts';

function round(value: number, digits = 0): number {
  const scale = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
}

/** Nulls do not count. */
function pick(holds: (order: number) => boolean): Build {
  return (args) => {
    const values = args.map(({ evaluate }) => evaluate);
    return (row) => {
      let best: unknown = null;
      for (const value of values) {
        const given = value(row);
        if (given !== null && (best === null || holds(compare(given, best)))) best = given;
      }
      return best;
    };
  };
}

const floor: Build = ([value, size], type) => bin(value!, size!, type);

export const numbers: Readonly<Record<string, Build>> = {
  bin: floor,
  floor,
  abs: ofNumbers(Math.abs),
  ceiling: ofNumbers(Math.ceil),
  exp: ofNumbers(Math.exp),
  log: ofNumbers(Math.log),
  log2: ofNumbers(Math.log2),
  log10: ofNumbers(Math.log10),
  pow: ofNumbers((base, exponent) => base ** exponent),
  round: ofNumbers((value, digits) => round(value, digits)),
  sign: ofNumbers(Math.sign),
  sqrt: ofNumbers((value) => (value < 0 ? null : Math.sqrt(value))),
  isnan: ofNumbers(Number.isNaN),
  isfinite: ofNumbers(Number.isFinite),
  isinf: ofNumbers((value) => Math.abs(value) === Infinity),
  min_of: pick((order) => order < 0),
  max_of: pick((order) => order > 0),
};
