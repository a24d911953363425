import { spend } from '../step-budget.ts';
import { constant, dynamic, valueOf } from '../compiler.ts';
import type { Place, Value } from '../compiler.ts';
import { checkSize, limits } from '../limits.ts';
import { PolicyError, Undecidable } from '../policy-error.ts';
import { isObject, property } from '../value.ts';
import { CONTEXT_FUNCTIONS } from './context.ts';
import { FUNCTIONS, REFUSED_IN_CONDITIONS } from './functions/function-table.ts';
import { ExpressionError, isExpression, parseExpression, unescape } from './parse-expression.ts';
import type { Expression } from './parse-expression.ts';
import { SPECIAL_FUNCTIONS } from './special-functions.ts';

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
  const { used } = place.compiler;
  used.functions += 1;
  if (used.functions > limits.functions)
    throw new PolicyError(place.path, `more than ${limits.functions} functions`);
  if (args.length > limits.functionArguments)
    throw new PolicyError(place.path, `${name}() has more than ${limits.functionArguments} arguments`);
  if (place.refused?.has(key))
    throw new PolicyError(place.path, `the function ${name}() cannot be used here`);
  const special = SPECIAL_FUNCTIONS.get(key);
  if (special) {
    arity(name, args.length, special.arity, place);
    const compiled = args.map((arg) => compile(arg, place));
    return special.compile(compiled, place);
  }
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
    (values) => callWithin(name, entry.call, values),
  );
}

/** Calls a function with what Azure lets it be given and return. @throws Undecidable */
function callWithin(
  name: string,
  call: (...args: readonly unknown[]) => unknown,
  values: readonly unknown[],
): unknown {
  spend(1);
  for (const value of values) if (typeof value === 'object') checkSize(value, name);
  const result = call(...values);
  checkSize(result, name);
  return result;
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
