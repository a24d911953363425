import type { Frame } from '../frame.ts';

/** A compiled expression: a constant, or a function of the evaluation. */
export type Value =
  | { readonly constant: true; readonly value: unknown }
  | { readonly constant: false; readonly get: (frame: Frame) => unknown };

export function constant(value: unknown): Value {
  return { constant: true, value };
}

export function dynamic(get: (frame: Frame) => unknown): Value {
  return { constant: false, get };
}

/** The value of one evaluation. */
export function valueOf(value: Value, frame: Frame): unknown {
  return value.constant ? value.value : value.get(frame);
}
