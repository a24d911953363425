import type { DecidingField } from '../../model/index.ts';
import type { Frame } from './frame.ts';
import type { Operator } from './operators.ts';
import { PolicyError, Undecidable } from './policy-error.ts';
import type { Truth } from './value.ts';
import { truth, UNKNOWN } from './value.ts';

export type Test = (frame: Frame) => Truth;

/** A compiled condition. */
export interface Condition {
  readonly test: Test;
  /** Returns the test that is left for resources of one lower-case type: the outcome itself where the type alone decides. */
  readonly forType?: (type: string) => Test | Truth;
  /** Says what made the condition come out as it did: called only where `test` gave true or false. */
  readonly explain: (frame: Frame, found: DecidingField[]) => void;
  /** The bearing of the condition on applicability, where only type, name and kind count. */
  readonly scope: Scope;
}

/** A condition with everything but type, name and kind left open. */
export type Scope =
  | { readonly kind: 'open'; readonly onLocation?: boolean }
  | {
      readonly kind: 'leaf';
      readonly field: string;
      readonly operator: Operator;
      readonly test: Condition['test'];
    }
  | { readonly kind: 'allOf' | 'anyOf'; readonly of: readonly Scope[] }
  | { readonly kind: 'not'; readonly of: Scope };

/** Says nothing of applicability. */
export const OPEN: Scope = { kind: 'open' };

/** As `OPEN`, where a location is asked for: what has none, a subscription, is not meant. */
export const OPEN_ON_LOCATION: Scope = { kind: 'open', onLocation: true };

/** The fields that decide whether a policy applies. */
export const SCOPING_FIELDS = new Set(['type', 'name', 'kind']);

/** The greatest number of members of an array that an explanation names. */
export const MOST_MEMBERS = 5;

/** Turns what cannot be decided into Unknown, keeping the first reason. */
export function decideCondition(test: (frame: Frame) => boolean): Test {
  return (frame) => {
    try {
      return truth(test(frame));
    } catch (error) {
      return undecided(error, frame);
    }
  };
}

export function undecided(error: unknown, frame: Frame): Truth {
  if (!(error instanceof Undecidable || error instanceof PolicyError)) throw error;
  frame.reason ??= error.message;
  return UNKNOWN;
}
