import type { Resource } from '../../model/index.ts';
import type { PathStep } from './field-path.ts';
import { Undecidable } from './policy-error.ts';
import type { EvaluationContext } from './types.ts';
import { isAbsent, property, textOf } from './value.ts';

/** The working state of one evaluation. Mutable only in `related`, `slots` and `reason`; never shared between evaluations. */
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

/** The api-version that the request, or the reading of the resource, used; undefined: it is not known. */
export function apiVersionOf({ context }: Frame): string | undefined {
  const stated = property(context.requestContext, 'apiVersion');
  return textOf(isAbsent(stated) ? context.apiVersion : stated) || undefined;
}

/** For a rule that asks for the api-version itself: what is absent would read as "", which is less than every version. @throws Undecidable */
export function knownApiVersion(frame: Frame): string {
  const known = apiVersionOf(frame) ?? textOf(frame.context.latestApiVersion);
  if (known === '') throw new Undecidable('the api-version is not known');
  return known;
}

/** A `count` around an expression while it is compiled. */
export interface CountScope {
  readonly kind: 'field' | 'value';
  /** Lower-case alias up to its last `[*]`, or the name of a value count. */
  readonly name: string;
  /** The alias as the count names it: what `current()` without a name means. */
  readonly alias?: string;
  /** The path of the members of a field count, and the resource that they lie in; absent where that depends on the resource. */
  readonly path?: readonly PathStep[] | undefined;
  readonly from?: 'resource' | 'related';
  /** The number of members of a value count, where it is known when compiling. */
  readonly members?: number;
  readonly slot: number;
}

/** The facts that the compiler knows about the place of an expression. */
export interface Environment {
  readonly section: 'if' | 'existence' | 'details';
  readonly scopes: readonly CountScope[];
}
