import type { EvaluationContext, Resource } from './types.ts';
import { textOf } from './value.ts';

/** What one evaluation works on. Mutable only in `slots` and `reason`; never shared between evaluations. */
export interface Frame {
  readonly resource: Resource;
  /** Lower-case type of the resource. */
  readonly type: string;
  readonly context: EvaluationContext;
  /** The related resource while its existenceCondition is tested. */
  related: Resource | undefined;
  /** The current member of each `count` that encloses the expression, by the slot given when compiling. */
  readonly slots: unknown[];
  /** The first reason for which a condition came out Unknown. */
  reason: string | undefined;
}

/** @param type lower-case type, where it is at hand */
export function frameFor(resource: Resource, context: EvaluationContext, type?: string): Frame {
  return {
    resource,
    type: type ?? textOf(resource.type).toLowerCase(),
    context,
    related: undefined,
    slots: [],
    reason: undefined,
  };
}

/** A `count` around an expression while it is compiled. */
export interface CountScope {
  readonly kind: 'field' | 'value';
  /** Lower-case alias up to its last `[*]`, or the name of a value count. */
  readonly name: string;
  readonly slot: number;
}

/** What the compiler knows about the place of an expression. */
export interface Environment {
  readonly section: 'if' | 'existence' | 'details';
  readonly scopes: readonly CountScope[];
}
