import { parseDatetime } from './kql/datetimes.ts';

/** Reads a column's value as it stands in a row of a file. */
export type ReadCell = (value: unknown) => unknown;

function number(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const given = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isNaN(given) ? null : given;
}

/** Texts that come again and again are kept once, unless there are very many. */
function text(): ReadCell {
  const known = new Map<string, string>();
  let many = false;
  return (value) => {
    if (value === null || value === undefined) return '';
    const given = typeof value === 'string' ? value : JSON.stringify(value);
    if (many) return given;
    const same = known.get(given);
    if (same !== undefined) return same;
    known.set(given, given);
    if (known.size > 20_000) {
      many = true;
      known.clear();
    }
    return given;
  };
}

/** Exports write dynamic values as JSON text. */
function dynamic(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value ?? null;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function bool(value: unknown): boolean | null {
  if (typeof value === 'string') return value.toLowerCase() === 'true';
  return typeof value === 'boolean' ? value : null;
}

/** Returns the function that reads the values of one column. */
export function cellReader(type: string): ReadCell {
  switch (type) {
    case 'string':
      return text();
    case 'datetime':
      return (value) => (typeof value === 'string' ? parseDatetime(value) : null);
    case 'bool':
      return bool;
    case 'dynamic':
      return dynamic;
    default:
      return number;
  }
}
