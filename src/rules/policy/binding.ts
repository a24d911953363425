import type { PathStep } from './field-path.ts';
import { isEvery, parsePath, startsWith } from './field-path.ts';
import type { CountScope, Frame } from './frame.ts';
import { Undecidable } from './policy-error.ts';
import type { IndexedVisitor, LeafKind, Reading, Visitor } from './steps.ts';
import { compileIndexedWalk, compileSteps, compileWalk } from './steps.ts';

/** The evaluated resource, or the related one whose existenceCondition is tested. */
export type Root = 'resource' | 'related';

export interface BindingAccess {
  /** The value where nothing spreads. Undefined: absent. */
  readonly read: (frame: Frame) => unknown;
  /** Visits each member; stops when the visitor returns false. */
  readonly each: (frame: Frame, visit: Visitor) => void;
  /** Visits each member with its indices, for explanations. */
  readonly eachIndexed: (frame: Frame, visit: IndexedVisitor) => void;
}

/** A path as it is read: from the resource, or from the current member of a count. */
export interface Binding {
  /** Whether the steps that are read go through all members of an array. */
  readonly spreads: boolean;
  /** From the resource. */
  readonly full: readonly PathStep[];
  readonly access: BindingAccess;
}

interface Surroundings {
  /** The count that the name of the field belongs to. */
  readonly scope: CountScope | undefined;
  readonly scopes: readonly CountScope[];
  readonly from: Root;
  readonly members?: boolean;
  readonly leaf?: LeafKind;
}

/** Compiles a path to readers. @throws Undecidable where the text is no path */
export function bindPath(path: string, around: Surroundings): Binding {
  const parsed = parsePath(path);
  if (!parsed) throw new Undecidable(`"${path}" is not a path`);
  const full = around.members ? parsed.slice(0, parsed.findLastIndex(isEvery) + 1) : parsed;
  const { scope, from: source, leaf } = around;
  const reading = (from: number): Reading => ({ full, from, leaf: around.members ? undefined : leaf });
  if (scope) {
    const cut = nthStar(full, scope.name.split('[*]').length - 1);
    return bound((frame) => frame.slots[scope.slot], reading(cut + 1));
  }
  // An alias may lie under the counted array without showing it: in `where` there is the one current member.
  const hidden = around.scopes.findLast((each) => each.from === source && startsWith(full, each.path));
  if (hidden?.path) return bound((frame) => frame.slots[hidden.slot], reading(hidden.path.length));
  return source === 'related'
    ? bound((frame) => frame.related, reading(0))
    : bound((frame) => frame.resource, reading(0));
}

function bound(root: (frame: Frame) => unknown, reading: Reading): Binding {
  const { full, from } = reading;
  const spreads = full.slice(from).some(isEvery);
  // A path that spreads is walked: it has no value of its own.
  const get = spreads ? undefined : compileSteps(reading);
  const walk = compileWalk(reading);
  const indexed = compileIndexedWalk(reading);
  return {
    spreads,
    full,
    access: {
      read: (frame) => get?.(root(frame)),
      each: (frame, visit) => void walk(root(frame), visit),
      eachIndexed: (frame, visit) => indexed(root(frame), visit),
    },
  };
}

function nthStar(steps: readonly PathStep[], n: number): number {
  let seen = 0;
  const at = steps.findIndex((step) => isEvery(step) && ++seen === n);
  return at < 0 ? steps.length - 1 : at;
}
