import type { PathStep } from './field-path.ts';
import { isEvery } from './field-path.ts';
import { Undecidable } from './policy-error.ts';
import { foldCase } from './text.ts';
import { readable } from './unreadable.ts';
import { chosenProperty, isAbsent, isObject, kindOf, property } from './value.ts';

/** Called with each member; false stops the walk. */
export type Visitor = (value: unknown) => boolean | void;

/** Called with each member and its indices. */
export type IndexedVisitor = (value: unknown, indices: readonly number[]) => void;

type Get = (root: unknown) => unknown;

/** Compiles steps without `[*]` to one function. Absent on the way: undefined. */
export function compileSteps(steps: readonly PathStep[]): Get {
  const [first, second, third, ...rest] = steps.map(compileStep);
  if (!first) return (root) => root ?? undefined;
  if (!second) return first;
  if (!third) return (root) => second(first(root));
  if (rest.length === 0) return (root) => third(second(first(root)));
  return (root) => {
    let value = third(second(first(root)));
    for (const step of rest) value = step(value);
    return value;
  };
}

function compileStep(step: PathStep, position: number, steps: readonly PathStep[]): Get {
  const get = compilePlainStep(step, steps[position - 1]);
  // Further steps into what cannot be read fail by themselves.
  return position < steps.length - 1 ? get : (value) => readable(get(value));
}

function compilePlainStep(step: PathStep, before: PathStep | undefined): Get {
  if ('index' in step) return (value) => membersOf(value)[step.index] ?? undefined;
  if (!('key' in step)) return (value) => value;
  const { key } = step;
  const folded = foldCase(key);
  const isTag = before !== undefined && 'key' in before && foldCase(before.key) === 'tags';
  if (isTag) return (value) => chosenProperty(value, key, folded) ?? nothingIn(value, key);
  return (value) => property(value, key, folded) ?? nothingIn(value, key);
}

/**
 * Nothing lies under what is absent, nor under a text: a secret may stand in the clear where an object could point to
 * its vault. Under an array, a number or a truth value the resource is not laid out as its path says.
 */
function nothingIn(value: unknown, key: string): undefined {
  if (typeof value === 'string' || isAbsent(value) || isObject(value)) return undefined;
  throw new Undecidable(`expected an object before "${key}", found ${kindOf(value)}`);
}

/** Compiles steps with any number of `[*]` to a walk over all members. A missing array has no members. */
export function compileWalk(steps: readonly PathStep[]): (root: unknown, visit: Visitor) => boolean {
  const at = steps.findIndex(isEvery);
  if (at < 0) {
    const get = compileSteps(steps);
    return (root, visit) => visit(get(root)) !== false;
  }
  const array = compileSteps(steps.slice(0, at));
  const isLast = at === steps.length - 1;
  const inner = compileWalk(steps.slice(at + 1));
  if (isLast) {
    return (root, visit) => {
      for (const member of membersOf(array(root))) if (visit(member ?? undefined) === false) return false;
      return true;
    };
  }
  return (root, visit) => {
    let trouble: Undecidable | undefined;
    for (const member of membersOf(array(root))) {
      try {
        if (!inner(member, visit)) return false;
      } catch (error) {
        // A later member may still decide; only where none does is the whole undecided.
        if (!(error instanceof Undecidable)) throw error;
        trouble ??= error;
      }
    }
    if (trouble) throw trouble;
    return true;
  };
}

/** As `compileWalk`, telling the indices too. For explanations: a member that cannot be read decided nothing. */
export function compileIndexedWalk(
  steps: readonly PathStep[],
): (root: unknown, visit: IndexedVisitor, indices?: readonly number[]) => void {
  const at = steps.findIndex(isEvery);
  if (at < 0) {
    const get = compileSteps(steps);
    return (root, visit, indices = []) => visit(get(root), indices);
  }
  const array = compileSteps(steps.slice(0, at));
  const inner = compileIndexedWalk(steps.slice(at + 1));
  return (root, visit, indices = []) => {
    for (const [i, member] of membersOf(array(root)).entries()) {
      try {
        inner(member, visit, [...indices, i]);
      } catch (error) {
        if (!(error instanceof Undecidable)) throw error;
      }
    }
  };
}

const NO_MEMBERS: readonly unknown[] = [];

function membersOf(array: unknown): readonly unknown[] {
  if (Array.isArray(array)) return array;
  if (isAbsent(array) || array === '') return NO_MEMBERS;
  throw new Undecidable(`expected an array, found ${kindOf(readable(array))}`);
}
