import { keyOf } from './values.ts';

/** Distinct values: most groups have few, for which an array of just that size is kept. */
export type Distinct = null | readonly unknown[] | Map<unknown, unknown>;

const few = 8;

/** Returns what is kept once the value is seen; what was kept before is not to be used again. */
export function withValue(kept: Distinct, value: unknown): Distinct {
  const isPlain = typeof value !== 'object';
  if (kept === null && isPlain) return [value];
  if (kept instanceof Map) {
    const key = keyOf(value);
    if (!kept.has(key)) kept.set(key, value);
    return kept;
  }
  const values = kept ?? [];
  if (isPlain && values.includes(value)) return kept;
  if (isPlain && values.length < few) return [...values, value];
  return withValue(new Map(values.map((each) => [each, each])), value);
}

export function sizeOf(kept: Distinct): number {
  return kept === null ? 0 : kept instanceof Map ? kept.size : kept.length;
}

export function valuesOf(kept: Distinct): readonly unknown[] {
  return kept === null ? [] : kept instanceof Map ? [...kept.values()] : kept;
}
