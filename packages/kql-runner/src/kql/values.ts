import { datetimeText, formatDatetime, timespanText } from './datetimes.ts';

/** As `tostring` writes a value of a type. */
export function textOf(value: unknown, type: string): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (type === 'datetime') return datetimeText(value);
    if (type === 'timespan') return timespanText(value);
    return String(value);
  }
  return JSON.stringify(value);
}

/** As it stands within a dynamic value. */
export function toDynamic(value: unknown, type: string): unknown {
  if (typeof value !== 'number') return value ?? null;
  return type === 'datetime' || type === 'timespan' ? textOf(value, type) : value;
}

/** As it stands in a result: datetimes in ISO 8601, timespans as text. */
export function toResult(value: unknown, type: string): unknown {
  if (typeof value === 'number') {
    if (type === 'datetime') return formatDatetime(value);
    if (type === 'timespan') return timespanText(value);
  }
  return value ?? (type === 'string' ? '' : null);
}

/** The empty value of a type: strings have no null. */
export function empty(type: string): unknown {
  return type === 'string' ? '' : null;
}

/** Returns what stands for the value where values are compared by what they are: as a key of a map, in a set. */
export function keyOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** Order of two values that are not null. */
export function compare(a: unknown, b: unknown): number {
  const [left, right] = [keyOf(a), keyOf(b)] as [number, number];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Parsed where it is JSON; otherwise the text itself, as `parse_json` does. */
export function parseDynamic(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A member of a dynamic value: a property of a bag, an element of an array; negative numbers count from the end. */
export function member(value: unknown, key: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value))
    return typeof key === 'number'
      ? ((value as unknown[])[key < 0 ? value.length + key : key] ?? null)
      : null;
  return Object.hasOwn(value, String(key)) ? ((value as Record<string, unknown>)[String(key)] ?? null) : null;
}
