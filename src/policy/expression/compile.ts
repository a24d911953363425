import { readAll } from '../compiler.ts';
import type { Compiler } from '../compiler.ts';
import { PolicyError, Undecidable } from '../error.ts';
import type { Environment, Frame } from '../frame.ts';
import { fold } from '../text.ts';
import { isObject, property } from '../value.ts';
import { CONTEXT_FUNCTIONS } from './context.ts';
import { fieldReaderFor, fieldValue } from './field-function.ts';
import { FUNCTIONS, REFUSED_IN_CONDITIONS } from './functions/index.ts';
import { ExpressionError, isExpression, parseExpression, unescape } from './parse.ts';
import type { Expression } from './parse.ts';
import { constant, dynamic, valueOf } from './value.ts';
import type { Value } from './value.ts';

/** Where an expression stands, for error messages and for what it may refer to. */
export interface Place {
  readonly compiler: Compiler;
  readonly environment: Environment;
  readonly path: string;
}

/** Compiles any JSON value of a definition: expressions in its strings, at any depth, are compiled, the rest stands. */
export function compileValue(json: unknown, place: Place): Value {
  if (typeof json === 'string') {
    return isExpression(json) ? compileExpression(json, place) : constant(unescape(json));
  }
  if (Array.isArray(json)) {
    return gather(
      json.map((item, i) => compileValue(item, { ...place, path: `${place.path}[${i}]` })),
      (items) => items,
    );
  }
  if (!isObject(json)) return constant(json);
  const keys = Object.keys(json);
  return gather(
    keys.map((key) => compileValue(json[key], { ...place, path: `${place.path}.${key}` })),
    (values) => Object.fromEntries(keys.map((key, i) => [key, values[i]])),
  );
}

function gather(parts: readonly Value[], combine: (values: unknown[]) => unknown): Value {
  if (parts.every((part) => part.constant)) return constant(combine(parts.map((part) => part.value)));
  return dynamic((frame) => combine(parts.map((part) => valueOf(part, frame))));
}

/** @throws PolicyError with the place of the expression */
export function compileExpression(text: string, place: Place): Value {
  try {
    return compile(parseExpression(text), place);
  } catch (error) {
    if (error instanceof ExpressionError) throw new PolicyError(place.path, `${error.message} in ${text}`);
    throw error;
  }
}

function compile(node: Expression, place: Place): Value {
  if (node.kind === 'literal') return constant(node.value);
  if (node.kind === 'call') return compileCall(node.name, node.args, place);
  const of = compile(node.of, place);
  if (node.kind === 'property') {
    const context = node.of.kind === 'call' ? CONTEXT_FUNCTIONS.get(node.of.name.toLowerCase()) : undefined;
    if (context?.member) {
      const { member } = context;
      return dynamic((frame) => member(frame, node.name));
    }
    return map([of], ([value]) => property(value, node.name));
  }
  return map([of, compile(node.at, place)], ([value, at]) => element(value, at));
}

function element(value: unknown, at: unknown): unknown {
  if (typeof at === 'string') return property(value, at);
  if (typeof at !== 'number') throw new Undecidable('expected a number or a name between brackets');
  if (!Array.isArray(value)) throw new Undecidable('expected an array before an index');
  if (at < 0 || at >= value.length)
    throw new Undecidable(`index ${at} lies outside an array of ${value.length}`);
  return value[at];
}

function compileCall(name: string, args: readonly Expression[], place: Place): Value {
  const key = name.toLowerCase();
  const special = SPECIAL[key];
  if (special) return special(args, place);
  const context = CONTEXT_FUNCTIONS.get(key);
  if (context) {
    arity(name, args.length, [0, context.mostArguments], place);
    context.note?.(place.compiler.uses);
    return dynamic(context.read);
  }
  const entry = FUNCTIONS.get(key);
  if (!entry) throw new PolicyError(place.path, `the function ${name}() cannot be used in a policy rule`);
  if (place.environment.section !== 'details' && REFUSED_IN_CONDITIONS.has(key)) {
    throw new PolicyError(place.path, `the function ${name}() cannot be used in a condition`);
  }
  arity(name, args.length, entry.arity, place);
  return map(
    args.map((arg) => compile(arg, place)),
    (values) => entry.call(...values),
  );
}

function arity(name: string, count: number, [fewest, most]: readonly [number, number], place: Place): void {
  if (count >= fewest && count <= most) return;
  const wanted =
    fewest === most ? String(fewest) : most === Infinity ? `${fewest} or more` : `${fewest} to ${most}`;
  throw new PolicyError(place.path, `${name}() takes ${wanted} arguments, found ${count}`);
}

/** Applies a pure function; at once where every argument is constant and it does not fail. */
function map(args: readonly Value[], call: (values: readonly unknown[]) => unknown): Value {
  const later = dynamic((frame) => {
    const values = args.map((arg) => valueOf(arg, frame));
    return guarded(call, values);
  });
  if (!args.every((arg) => arg.constant)) return later;
  try {
    return constant(call(args.map((arg) => arg.value)));
  } catch {
    // It fails for every resource: the verdict, not the definition, says so.
    return later;
  }
}

function guarded(call: (values: readonly unknown[]) => unknown, values: readonly unknown[]): unknown {
  try {
    return call(values);
  } catch (error) {
    if (error instanceof Undecidable) throw error;
    throw new Undecidable(error instanceof Error ? error.message : String(error));
  }
}

type Special = (args: readonly Expression[], place: Place) => Value;

const SPECIAL: Record<string, Special> = {
  parameters: (args, place) => {
    const name = compileName('parameters', args, place);
    if (!name.constant) return dynamic((frame) => parameter(String(name.get(frame)), place.compiler));
    const { values, missing } = place.compiler.parameters;
    const key = fold(String(name.value));
    if (values.has(key)) return constant(values.get(key));
    if (missing.has(key)) return dynamic(() => parameter(key, place.compiler));
    throw new PolicyError(place.path, `the parameter "${String(name.value)}" is not declared`);
  },
  if: (args, place) => {
    arity('if', args.length, [3, 3], place);
    const [condition, then, otherwise] = args.map((arg) => compile(arg, place)) as [Value, Value, Value];
    const choose = (value: unknown): Value => {
      if (typeof value !== 'boolean') throw new Undecidable('if: the condition is neither true nor false');
      return value ? then : otherwise;
    };
    if (condition.constant && typeof condition.value === 'boolean') return choose(condition.value);
    return dynamic((frame) => valueOf(choose(valueOf(condition, frame)), frame));
  },
  field: (args, place) => {
    const name = compileName('field', args, place);
    if (name.constant) return dynamic(fieldValue(String(name.value), place));
    return byName(name.get, (text) => fieldValue(text, place));
  },
  current: (args, place) => {
    arity('current', args.length, [0, 1], place);
    if (args.length === 0) return dynamic(innermost(place));
    const name = compileName('current', args, place);
    if (!name.constant) throw new PolicyError(place.path, 'current() takes a fixed name');
    return dynamic(currentValue(String(name.value), place));
  },
};

function compileName(name: string, args: readonly Expression[], place: Place): Value {
  arity(name, args.length, [1, 1], place);
  const [arg] = args.map((each) => compile(each, place));
  return arg as Value;
}

function parameter(name: string, compiler: Compiler): unknown {
  const key = fold(name);
  if (compiler.parameters.values.has(key)) return compiler.parameters.values.get(key);
  throw new Undecidable(`the parameter "${name}" has no value`);
}

/** Compiles readers for names that are only known at run time, each once. */
function byName(
  getName: (frame: Frame) => unknown,
  compileReader: (name: string) => (frame: Frame) => unknown,
): Value {
  const readers = new Map<string, (frame: Frame) => unknown>();
  return dynamic((frame) => {
    const name = String(getName(frame));
    let reader = readers.get(name);
    if (!reader) {
      reader = compileReader(name);
      if (readers.size < 1000) readers.set(name, reader);
    }
    return reader(frame);
  });
}

function innermost(place: Place): (frame: Frame) => unknown {
  const scope = place.environment.scopes.at(-1);
  if (!scope) throw new PolicyError(place.path, 'current() stands outside of a count');
  return (frame) => frame.slots[scope.slot];
}

/** `current('name')` of a value count, or `current('alias[*].property')` of a field count. */
function currentValue(name: string, place: Place): (frame: Frame) => unknown {
  const folded = fold(name);
  const scope = place.environment.scopes.findLast(
    (each) => each.kind === 'value' && fold(each.name) === folded,
  );
  if (scope) return (frame) => frame.slots[scope.slot];
  const bound = place.environment.scopes.some(
    (each) => each.kind === 'field' && folded.startsWith(each.name),
  );
  if (!bound) throw new PolicyError(place.path, `current('${name}') names no count around it`);
  const reader = fieldReaderFor(name, place);
  return (frame) => readAll(reader, frame);
}
