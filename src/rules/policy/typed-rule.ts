import {
  asksForLocation,
  bearing,
  CONTAINERS,
  dependsOnTypeAlone,
  isApplicable,
  isSkippedType,
  looksIndexed,
  modeKind,
  SUBSCRIPTION,
} from './applicability.ts';
import { restFor } from './compile-condition.ts';
import type { Condition, Test } from './condition.ts';
import type { Frame } from './frame.ts';
import { frameFor } from './frame.ts';
import type { Truth } from './value.ts';

/** A rule as it stands for resources of one type: everything that the type alone decides is decided. */
export interface TypedRule {
  readonly type: string;
  readonly applies: boolean | ((frame: Frame) => boolean);
  readonly test: Test | Truth;
}

interface Options {
  readonly mode: string;
  readonly condition: Condition;
  /** The effects of the IfNotExists kind apply wherever their whole condition holds. */
  readonly wherever: boolean;
  readonly indexed: ((type: string) => boolean | undefined) | undefined;
  /** The types that the effect works on, in lower case, where it works on some types alone. */
  readonly only: ReadonlySet<string> | undefined;
}

/** Settles a rule for each type once: most of the work of a verdict is then one or two comparisons. */
export function settleByType(options: Options): (type: string) => TypedRule {
  const settled = new Map<string, TypedRule>();
  return (type) => {
    const known = settled.get(type);
    if (known) return known;
    const lower = type.toLowerCase();
    const made = { type: lower, applies: applies(lower, options), test: restFor(options.condition, lower) };
    if (settled.size < MOST_TYPES) settled.set(type, made);
    return made;
  };
}

const MOST_TYPES = 5000;

function applies(type: string, { mode, condition, wherever, indexed, only }: Options): TypedRule['applies'] {
  if (isSkippedType(type) || only?.has(type) === false) return false;
  if (!wherever && type === SUBSCRIPTION && asksForLocation(condition.scope)) return false;
  const isIndexed =
    modeKind(mode) !== 'indexed' || (!CONTAINERS.has(type) && (indexed?.(type) ?? looksIndexed));
  const scope = bearing(condition.scope);
  const isInScope =
    wherever || dependsOnTypeAlone(scope)
      ? wherever || isApplicable(scope, frameFor({ type }, {}))
      : (frame: Frame) => isApplicable(scope, frame);
  return both(isIndexed, isInScope);
}

type Answer = boolean | ((frame: Frame) => boolean);

function both(a: Answer, b: Answer): Answer {
  if (a === false || b === false) return false;
  if (a === true) return b;
  return b === true ? a : (frame) => a(frame) && b(frame);
}
