import type { PathStep } from './field-path.ts';
import { formatPath, isEvery } from './field-path.ts';
import { Undecidable } from './policy-error.ts';
import { foldCase } from './text.ts';
import { readable, readableMember, unreadable } from './unreadable.ts';
import { chosenProperty, isAbsent, isObject, kindOf, property } from './value.ts';

/** Called with each member; false stops the walk. */
export type Visitor = (value: unknown) => boolean | void;

/** Called with each member and its indices. */
export type IndexedVisitor = (value: unknown, indices: readonly number[]) => void;

type Get = (root: unknown) => unknown;

/** The kind of what lies at the end of a path, where other paths lead into it. */
export type LeafKind = 'object' | 'array' | undefined;

/**
 * A path, and from which step of it reading starts: before it lies what a count has read already. What contradicts it is named by the whole
 * path.
 */
export interface Reading {
  readonly full: readonly PathStep[];
  readonly from: number;
  readonly leaf?: LeafKind;
}

/** Compiles steps without `[*]` to one function. Absent on the way: undefined. */
export function compileSteps(reading: Reading, to = reading.full.length): Get {
  const [first, second, third, ...rest] = reading.full
    .slice(reading.from, to)
    .map((_step, n) => compileStep(reading, reading.from + n, to));
  if (!first) return (root) => readableMember(root) ?? undefined;
  if (!second) return first;
  if (!third) return (root) => second(first(root));
  if (rest.length === 0) return (root) => third(second(first(root)));
  return (root) => {
    let value = third(second(first(root)));
    for (const step of rest) value = step(value);
    return value;
  };
}

function compileStep(reading: Reading, at: number, to: number): Get {
  const get = compilePlainStep(reading, at);
  // Further steps into what cannot be read fail by themselves.
  if (at < to - 1) return get;
  const { full, leaf } = reading;
  if (at < full.length - 1 || leaf === undefined) return (value) => readable(get(value));
  const path = formatPath(full);
  return (value) => ofKind(readable(get(value)), leaf, path);
}

function compilePlainStep({ full }: Reading, at: number): Get {
  const step = full[at] as PathStep;
  const before = full[at - 1];
  const path = formatPath(full.slice(0, at)) || 'the resource';
  if ('index' in step) return (value) => membersOf(value, path)[step.index] ?? undefined;
  if (!('key' in step)) return (value) => value;
  const { key } = step;
  const folded = foldCase(key);
  const isTag = before !== undefined && 'key' in before && foldCase(before.key) === 'tags';
  if (isTag) return (value) => chosenProperty(value, key, folded) ?? nothingIn(value, path);
  if (isFreeForm(full.slice(0, at)))
    return (value) =>
      property(value, key, folded) ?? (typeof value === 'string' ? undefined : nothingIn(value, path));
  if (before && isEvery(before) && folded === 'properties' && at < full.length - 1)
    return (value) => property(value, key, folded) ?? withoutProperties(value, path);
  return (value) => property(value, key, folded) ?? nothingIn(value, path);
}

/**
 * Data Factory and Synapse take a text wherever they take an object: a secret in the clear where an object could point to its vault, which
 * built-in policies look for. https://learn.microsoft.com/azure/data-factory/store-credentials-in-key-vault
 */
function isFreeForm(before: readonly PathStep[]): boolean {
  return before.some((step) => 'key' in step && foldCase(step.key) === 'typeproperties');
}

/** Nothing lies under what is absent. Under anything but an object the resource is not laid out as its path says. */
function nothingIn(value: unknown, path: string): undefined {
  if (isAbsent(value) || isObject(value)) return undefined;
  throw malformed(path, 'an object', value);
}

/** An element that is a resource of its own always has properties; flattened or cut off, it has none. */
function withoutProperties(value: unknown, path: string): never {
  if (!isObject(value)) throw malformed(path, 'an object', value);
  throw new Undecidable(`cut off or malformed at ${path}: expected an object with properties`);
}

function ofKind(value: unknown, kind: 'object' | 'array', path: string): unknown {
  // Some providers answer "" for an object that is not set.
  if (isAbsent(value) || value === '' || (kind === 'array' ? Array.isArray(value) : isObject(value)))
    return value;
  throw malformed(path, kind === 'array' ? 'an array' : 'an object', value);
}

function malformed(path: string, expected: string, found: unknown): Undecidable {
  return new Undecidable(`cut off or malformed at ${path}: expected ${expected}, found ${kindOf(found)}`);
}

/** Compiles steps with any number of `[*]` to a walk over all members. A missing array has no members. */
export function compileWalk(reading: Reading): (root: unknown, visit: Visitor) => boolean {
  const { full, from } = reading;
  const at = full.findIndex((step, n) => n >= from && isEvery(step));
  if (at < 0) {
    const get = compileSteps(reading);
    return (root, visit) => visit(get(root)) !== false;
  }
  const array = compileSteps(reading, at);
  const path = formatPath(full.slice(0, at));
  if (at === full.length - 1) {
    return (root, visit) => {
      for (const member of membersOf(array(root), path)) if (visit(member) === false) return false;
      return true;
    };
  }
  const inner = compileWalk({ ...reading, from: at + 1 });
  return (root, visit) => {
    let trouble: Undecidable | undefined;
    for (const member of membersOf(array(root), path)) {
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
  reading: Reading,
): (root: unknown, visit: IndexedVisitor, indices?: readonly number[]) => void {
  const { full, from } = reading;
  const at = full.findIndex((step, n) => n >= from && isEvery(step));
  if (at < 0) {
    const get = compileSteps(reading);
    return (root, visit, indices = []) => visit(get(root), indices);
  }
  const array = compileSteps(reading, at);
  const path = formatPath(full.slice(0, at));
  const inner = compileIndexedWalk({ ...reading, from: at + 1 });
  return (root, visit, indices = []) => {
    for (const [i, member] of membersOf(array(root), path).entries()) {
      try {
        inner(member, visit, [...indices, i]);
      } catch (error) {
        if (!(error instanceof Undecidable)) throw error;
      }
    }
  };
}

const NO_MEMBERS: readonly unknown[] = [];

/** Nothing in the place of a member is a member that cannot be read: Azure has no such arrays. */
function membersOf(array: unknown, path: string): readonly unknown[] {
  if (isAbsent(array)) return NO_MEMBERS;
  if (!Array.isArray(array)) throw malformed(path, 'an array', readable(array));
  if (!array.some(isAbsent)) return array;
  const nothing = unreadable(`cut off or malformed at ${path}[*]: expected an element, found nothing`);
  return array.map((member: unknown) => member ?? nothing);
}
