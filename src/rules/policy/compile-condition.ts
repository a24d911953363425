import { valueOf } from './compiler.ts';
import type { Place } from './compiler.ts';
import { decideCondition, OPEN } from './condition.ts';
import type { Condition, Test } from './condition.ts';
import { compileCount } from './count.ts';
import { expectation } from './expectation.ts';
import { compileValue } from './expression/compile-expression.ts';
import { compileFieldLeaf } from './field-condition.ts';
import { limits } from './limits.ts';
import { compileOperator, isOperator } from './operators.ts';
import type { Operator, Under } from './operators.ts';
import { PolicyError } from './policy-error.ts';
import { FALSE, isObject, negate, TRUE, UNKNOWN } from './value.ts';
import type { Truth } from './value.ts';

/** Compiles a condition of `if`, `where` or `existenceCondition`. @throws PolicyError */
export function compileCondition(json: unknown, place: Place): Condition {
  const { used } = place.compiler;
  used.conditionDepth += 1;
  if (used.conditionDepth > limits.conditionDepth)
    throw new PolicyError(place.path, `more than ${limits.conditionDepth} conditions inside one another`);
  const condition = compileNested(json, place);
  used.conditionDepth -= 1;
  return condition;
}

function compileNested(json: unknown, place: Place): Condition {
  if (!isObject(json)) throw new PolicyError(place.path, 'expected a condition (an object)');
  const keys = new Map(Object.keys(json).map((key) => [key.toLowerCase(), key]));
  if (keys.size < Object.keys(json).length) {
    throw new PolicyError(place.path, `a member stands twice: ${Object.keys(json).join(', ')}`);
  }
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
    forType: (type) => {
      const left = restFor(inner, type);
      return typeof left === 'function' ? (frame) => negate(left(frame)) : negate(left);
    },
    explain: inner.explain,
    scope: { kind: 'not', of: inner.scope },
  };
}

function compileList(logical: string, json: unknown, place: Place): Condition {
  if (!Array.isArray(json)) throw new PolicyError(place.path, 'expected an array of conditions');
  const conditions = json.map((item, i) => compileCondition(item, { ...place, path: `${place.path}[${i}]` }));
  // allOf is decided by the first false, anyOf by the first true; Unknown wins only where nothing decides.
  const decisive: Truth = logical === 'allof' ? FALSE : TRUE;
  const test = listTest(
    conditions.map((condition) => condition.test),
    decisive,
  );
  return {
    test,
    forType: (type) => {
      const rest = conditions.map((condition) => restFor(condition, type));
      if (rest.includes(decisive)) return decisive;
      const open = rest.filter((each) => typeof each === 'function');
      return open.length === 0
        ? negate(decisive)
        : open.length === 1 && open[0]
          ? open[0]
          : listTest(open, decisive);
    },
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

function listTest(tests: readonly Test[], decisive: Truth): Test {
  return (frame) => {
    let outcome = negate(decisive);
    for (const each of tests) {
      const result = each(frame);
      if (result === decisive) return decisive;
      if (result === UNKNOWN) outcome = UNKNOWN;
    }
    return outcome;
  };
}

/** A condition with its type conditions settled. */
export function restFor(condition: Condition, type: string): Test | Truth {
  return condition.forType ? condition.forType(type) : condition.test;
}

function compileLeaf(
  json: Readonly<Record<string, unknown>>,
  keys: ReadonlyMap<string, string>,
  place: Place,
): Condition {
  countCondition(place);
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
  const bind = (under: Under): Operator =>
    compileOperator(operatorKey, right, under, `${place.path}.${operatorKey}`);
  if (subject === 'count') return compileCount(left, bind('field'), at, compileCondition);
  return subject === 'value' ? compileValueLeaf(left, bind('field'), at) : compileFieldLeaf(left, bind, at);
}

/** @throws PolicyError beyond the number that Azure accepts */
function countCondition({ compiler: { used }, environment, path }: Place): void {
  const section = environment.section === 'existence' ? 'existence' : 'if';
  used.conditions[section] += 1;
  if (used.conditions[section] > limits.conditions[section])
    throw new PolicyError(path, `more than ${limits.conditions[section]} conditions`);
}

function compileValueLeaf(json: unknown, operator: Operator, place: Place): Condition {
  const value = compileValue(json, place);
  return {
    test: decideCondition((frame) => operator.test(valueOf(value, frame), frame)),
    explain: (frame, found) => {
      const actual = valueOf(value, frame);
      const path = typeof json === 'string' ? json : JSON.stringify(json);
      found.push({ path, actual, expected: expectation(operator, frame, operator.test(actual, frame)) });
    },
    scope: OPEN,
  };
}
