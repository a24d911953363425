import { observeField } from './compiler.ts';
import { compileCount } from './count.ts';
import { PolicyError, Undecidable } from './error.ts';
import { expectation } from './expectation.ts';
import { compileExpression, compileValue } from './expression/compile.ts';
import type { Place } from './expression/compile.ts';
import { isExpression, unescape } from './expression/parse.ts';
import { valueOf } from './expression/value.ts';
import { compileField } from './field.ts';
import type { FieldReader } from './field.ts';
import type { Environment, Frame } from './frame.ts';
import { compileOperator, isOperator } from './operators.ts';
import type { Operator } from './operators.ts';
import type { DecidingField } from './types.ts';
import { FALSE, isObject, negate, TRUE, truth, UNKNOWN } from './value.ts';
import type { Truth } from './value.ts';

/** A compiled condition. */
export interface Condition {
  readonly test: (frame: Frame) => Truth;
  /** Tells what made the condition come out as it did: called only where `test` gave true or false. */
  readonly explain: (frame: Frame, found: DecidingField[]) => void;
  /** How the condition bears on applicability, where only type, name and kind count. */
  readonly scope: Scope;
}

/** A condition with everything but type, name and kind left open. */
export type Scope =
  | { readonly kind: 'open' }
  | {
      readonly kind: 'leaf';
      readonly field: string;
      readonly operator: Operator;
      readonly test: Condition['test'];
    }
  | { readonly kind: 'allOf' | 'anyOf'; readonly of: readonly Scope[] }
  | { readonly kind: 'not'; readonly of: Scope };

const OPEN: Scope = { kind: 'open' };
const SCOPING_FIELDS = new Set(['type', 'name', 'kind']);

/** Compiles a condition of `if`, `where` or `existenceCondition`. @throws PolicyError */
export function compileCondition(json: unknown, place: Place): Condition {
  if (!isObject(json)) throw new PolicyError(place.path, 'expected a condition (an object)');
  const keys = new Map(Object.keys(json).map((key) => [key.toLowerCase(), key]));
  for (const logical of ['allof', 'anyof', 'not']) {
    const key = keys.get(logical);
    if (key === undefined) continue;
    if (keys.size > 1)
      throw new PolicyError(place.path, `${key} stands alone; found ${Object.keys(json).join(', ')}`);
    const inner = { ...place, path: `${place.path}.${key}` };
    return logical === 'not' ? compileNot(json[key], inner) : compileList(logical, json[key], inner);
  }
  return compileLeaf(json, keys, place);
}

function compileNot(json: unknown, place: Place): Condition {
  const inner = compileCondition(json, place);
  return {
    test: (frame) => negate(inner.test(frame)),
    explain: inner.explain,
    scope: { kind: 'not', of: inner.scope },
  };
}

function compileList(logical: string, json: unknown, place: Place): Condition {
  if (!Array.isArray(json)) throw new PolicyError(place.path, 'expected an array of conditions');
  const conditions = json.map((item, i) => compileCondition(item, { ...place, path: `${place.path}[${i}]` }));
  const tests = conditions.map((condition) => condition.test);
  // allOf is decided by the first false, anyOf by the first true; Unknown wins only where nothing decides.
  const decisive: Truth = logical === 'allof' ? FALSE : TRUE;
  const test = (frame: Frame): Truth => {
    let outcome = negate(decisive);
    for (const each of tests) {
      const result = each(frame);
      if (result === decisive) return decisive;
      if (result === UNKNOWN) outcome = UNKNOWN;
    }
    return outcome;
  };
  return {
    test,
    explain: (frame, found) => {
      const outcome = test(frame);
      for (const condition of conditions)
        if (condition.test(frame) === outcome) condition.explain(frame, found);
    },
    scope: {
      kind: logical === 'allof' ? 'allOf' : 'anyOf',
      of: conditions.map((condition) => condition.scope),
    },
  };
}

function compileLeaf(
  json: Readonly<Record<string, unknown>>,
  keys: ReadonlyMap<string, string>,
  place: Place,
): Condition {
  const subjects = ['field', 'value', 'count'].filter((key) => keys.has(key));
  const operators = [...keys.values()].filter(isOperator);
  const [subject] = subjects;
  const [operatorKey] = operators;
  if (subject === undefined || subjects.length > 1) {
    throw new PolicyError(place.path, 'expected one of allOf, anyOf, not, field, value, count');
  }
  if (operatorKey === undefined || operators.length > 1) {
    throw new PolicyError(place.path, `expected one operator beside "${subject}", found ${operators.length}`);
  }
  if (keys.size > 2) throw new PolicyError(place.path, `unknown members: ${Object.keys(json).join(', ')}`);
  const left = json[keys.get(subject) as string];
  const at = { ...place, path: `${place.path}.${keys.get(subject)}` };
  const right = compileValue(json[operatorKey], { ...place, path: `${place.path}.${operatorKey}` });
  const bind = (under: 'field' | 'member' | 'location'): Operator =>
    compileOperator(operatorKey, right, under, `${place.path}.${operatorKey}`);
  if (subject === 'count') return compileCount(left, bind('field'), at);
  return subject === 'value' ? compileValueLeaf(left, bind('field'), at) : compileFieldLeaf(left, bind, at);
}

function compileValueLeaf(json: unknown, operator: Operator, place: Place): Condition {
  const value = compileValue(json, place);
  return {
    test: decide((frame) => operator.test(valueOf(value, frame), frame)),
    explain: (frame, found) => {
      const actual = valueOf(value, frame);
      const path = typeof json === 'string' ? json : JSON.stringify(json);
      found.push({ path, actual, expected: expectation(operator, frame, operator.test(actual, frame)) });
    },
    scope: OPEN,
  };
}

function compileFieldLeaf(
  json: unknown,
  bind: (under: 'field' | 'member' | 'location') => Operator,
  place: Place,
): Condition {
  if (typeof json !== 'string' || json === '')
    throw new PolicyError(place.path, 'expected the name of a field');
  const name = isExpression(json)
    ? compileExpression(json, place)
    : { constant: true as const, value: unescape(json) };
  if (!name.constant) return compileNamedAtRunTime(name.get, bind, place);
  if (typeof name.value !== 'string') throw new PolicyError(place.path, 'expected the name of a field');
  return fieldCondition(name.value, bind, place, true);
}

/** A field whose name depends on the resource, as `[concat('tags.', current('name'))]` does. */
function compileNamedAtRunTime(
  getName: (frame: Frame) => unknown,
  bind: (under: 'field' | 'member' | 'location') => Operator,
  place: Place,
): Condition {
  const compiled = new Map<string, Condition>();
  const condition = (frame: Frame): Condition => {
    const name = String(getName(frame));
    const known = compiled.get(name);
    if (known) return known;
    const made = fieldCondition(name, bind, place, false);
    if (compiled.size < 1000) compiled.set(name, made);
    return made;
  };
  return {
    test: (frame) => {
      try {
        return condition(frame).test(frame);
      } catch (error) {
        return undecided(error, frame);
      }
    },
    explain: (frame, found) => condition(frame).explain(frame, found),
    scope: OPEN,
  };
}

function fieldCondition(
  name: string,
  bind: (under: 'field' | 'member' | 'location') => Operator,
  place: Place,
  observe: boolean,
): Condition {
  const reader = readerFor(name, place);
  const lower = name.toLowerCase();
  const operator = bind(reader.ofMember ? 'member' : lower === 'location' ? 'location' : 'field');
  if (observe && !SCOPING_FIELDS.has(lower) && place.environment.scopes.length === 0) {
    observeField(place.compiler, sectionOf(place.environment), reader);
  }
  const test = reader.spreads ? everyMember(reader, operator) : scalar(reader, operator);
  return {
    test,
    explain: (frame, found) => explainField(reader, operator, frame, found),
    scope: SCOPING_FIELDS.has(lower) ? { kind: 'leaf', field: lower, operator, test } : OPEN,
  };
}

function readerFor(name: string, { compiler, environment, path }: Place): FieldReader {
  try {
    return compileField(name, {
      aliases: compiler.aliases,
      environment,
      from: environment.section === 'existence' ? 'related' : 'resource',
    });
  } catch (error) {
    if (error instanceof Undecidable) throw new PolicyError(path, error.message);
    throw error;
  }
}

function sectionOf(environment: Environment): 'if' | 'existence' {
  return environment.section === 'existence' ? 'existence' : 'if';
}

function scalar(reader: FieldReader, operator: Operator): Condition['test'] {
  return decide((frame) => operator.test(reader.read(frame), frame));
}

/** `[*]` in a condition is an implicit "all"; an empty or missing array satisfies it, one false member decides. */
function everyMember(reader: FieldReader, operator: Operator): Condition['test'] {
  return (frame) => {
    let outcome: Truth = TRUE;
    const member = decideMember(operator);
    try {
      reader.each(frame, (value) => {
        const result = member(value, frame);
        if (result !== TRUE) outcome = result;
        return result !== FALSE;
      });
    } catch (error) {
      return undecided(error, frame);
    }
    return outcome;
  };
}

function decideMember(operator: Operator): (value: unknown, frame: Frame) => Truth {
  return (value, frame) => {
    try {
      return truth(operator.test(value, frame));
    } catch (error) {
      return undecided(error, frame);
    }
  };
}

function explainField(reader: FieldReader, operator: Operator, frame: Frame, found: DecidingField[]): void {
  if (SCOPING_FIELDS.has(reader.name.toLowerCase())) return;
  if (!reader.spreads) {
    const actual = reader.read(frame);
    const expected = expectation(operator, frame, operator.test(actual, frame));
    found.push({ path: reader.path(frame), actual, expected });
    return;
  }
  const member = decideMember(operator);
  const members: { indices: readonly number[]; value: unknown; outcome: Truth }[] = [];
  reader.each(frame, (value, indices) => {
    members.push({ indices, value, outcome: member(value, frame) });
  });
  const holds = !members.some(({ outcome }) => outcome === FALSE);
  const expected = expectation(operator, frame, holds);
  if (members.length === 0) found.push({ path: reader.path(frame), actual: [], expected });
  const deciding = members.filter(({ outcome }) => outcome === truth(holds));
  for (const { indices, value } of deciding.slice(0, MOST_MEMBERS)) {
    found.push({ path: reader.path(frame, indices), actual: value, expected });
  }
}

/** An explanation names at most so many members of an array. */
export const MOST_MEMBERS = 5;

/** Turns what cannot be decided into Unknown, keeping the first reason. */
export function decide(test: (frame: Frame) => boolean): Condition['test'] {
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
