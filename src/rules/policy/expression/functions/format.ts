import { checkLength } from '../../limits.ts';
import { Undecidable } from '../../policy-error.ts';
import { isAbsent, isScalar, scalarText } from '../../value.ts';

/** A value as a part of a text. */
export function shown(value: unknown): string {
  if (isAbsent(value)) return '';
  return isScalar(value) ? scalarText(value) : JSON.stringify(value);
}

const PLACEHOLDER = /\{\{|\}\}|\{(\d+)(?:,\s*([+-]?\d+)\s*)?(?::([^{}]*))?\}|[{}]/g;

const WIDEST = 10_000;

/**
 * The function `format()`, composite formatting of .NET: `{0}`, `{1,-8}`, `{2:D3}`, `{{`.
 * https://learn.microsoft.com/dotnet/standard/base-types/composite-formatting
 * @throws Undecidable for a pattern that is no format, or a place that has no value
 */
export function format(pattern: string, values: readonly unknown[]): string {
  let length = pattern.length;
  return pattern.replaceAll(
    PLACEHOLDER,
    (all: string, index?: string, width?: string, specifier?: string) => {
      if (all === '{{' || all === '}}') return all.slice(1);
      if (index === undefined) throw new Undecidable(`format: "${pattern}" is not a format`);
      if (Number(index) >= values.length) throw new Undecidable(`format: {${index}} has no value`);
      const columns = Number(width ?? 0);
      if (Math.abs(columns) > WIDEST) throw new Undecidable(`format: {${index},${columns}} is too wide`);
      const text = formatted(values[Number(index)], specifier);
      length += Math.max(text.length, Math.abs(columns)) - all.length;
      checkLength(length, 'format');
      return columns < 0 ? text.padEnd(-columns) : text.padStart(columns);
    },
  );
}

function formatted(value: unknown, specifier: string | undefined): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (!specifier || typeof value !== 'number') return shown(value);
  const kind = specifier.slice(0, 1);
  const digits = specifier.length > 1 ? Number(specifier.slice(1)) : undefined;
  const write = NUMBERS[kind.toUpperCase()];
  if (!write || Number.isNaN(digits)) throw new Undecidable(`format: "${specifier}" is not supported`);
  const text = write(value, digits);
  return kind === 'x' ? text.toLowerCase() : text;
}

function grouped(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function whole(value: number, digits: number, radix: number): string {
  if (!Number.isInteger(value)) throw new Undecidable('format: expected an integer');
  return `${value < 0 ? '-' : ''}${Math.abs(value).toString(radix).padStart(digits, '0')}`;
}

/** The number formats of .NET, in the invariant culture. */
const NUMBERS: Record<string, (value: number, digits: number | undefined) => string> = {
  D: (value, digits = 0) => whole(value, digits, 10),
  X: (value, digits = 0) => whole(value, digits, 16).toUpperCase(),
  F: (value, digits = 2) => value.toFixed(digits),
  N: (value, digits = 2) => grouped(value, digits),
  P: (value, digits = 2) => `${grouped(value * 100, digits)} %`,
};
