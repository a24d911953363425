import { Undecidable } from './error.ts';
import { isEvery } from './path.ts';
import type { Step } from './path.ts';
import { fold } from './text.ts';
import { isAbsent, property } from './value.ts';

/** Called with each member and its indices; false stops the visit. */
export type Visitor = (value: unknown, indices: readonly number[]) => boolean | void;

type Get = (root: unknown) => unknown;

/** Compiles steps without `[*]` to one function. Absent on the way: undefined. */
export function compileSteps(steps: readonly Step[]): Get {
  const [first, second, ...rest] = steps.map(compileStep);
  if (!first) return (root) => root ?? undefined;
  if (!second) return first;
  if (rest.length === 0) return (root) => second(first(root));
  return (root) => {
    let value = second(first(root));
    for (const step of rest) value = step(value);
    return value;
  };
}

function compileStep(step: Step): Get {
  if ('key' in step) {
    const { key } = step;
    const folded = fold(key);
    return (value) => property(value, key, folded);
  }
  if ('index' in step)
    return (value) => (Array.isArray(value) ? (value[step.index] ?? undefined) : undefined);
  return (value) => value;
}

/** Compiles steps with any number of `[*]` to a visit of all members. A missing array has no members. */
export function compileVisit(
  steps: readonly Step[],
): (root: unknown, visit: Visitor, indices?: readonly number[]) => boolean {
  const at = steps.findIndex(isEvery);
  if (at < 0) {
    const get = compileSteps(steps);
    return (root, visit, indices = []) => visit(get(root), indices) !== false;
  }
  const array = compileSteps(steps.slice(0, at));
  const inner = compileVisit(steps.slice(at + 1));
  return (root, visit, indices = []) => {
    const members = array(root);
    if (isAbsent(members)) return true;
    if (!Array.isArray(members))
      throw new Undecidable(`expected an array before [*], found ${typeof members}`);
    return members.every((member, i) => inner(member, visit, [...indices, i]));
  };
}
