import type { DecidingField } from '../../model/index.ts';
import { observeField } from './compiler.ts';
import type { Place } from './compiler.ts';
import {
  decideCondition,
  MOST_MEMBERS,
  OPEN,
  OPEN_ON_LOCATION,
  SCOPING_FIELDS,
  undecided,
} from './condition.ts';
import type { Condition, Scope, Test } from './condition.ts';
import { expectation } from './expectation.ts';
import { compileExpression } from './expression/compile-expression.ts';
import { isExpression, unescape } from './expression/parse-expression.ts';
import { compileField } from './field.ts';
import type { FieldReader } from './field.ts';
import { frameFor } from './frame.ts';
import type { Environment, Frame } from './frame.ts';
import type { Operator, Under } from './operators.ts';
import { PolicyError, Undecidable } from './policy-error.ts';
import { readableMember } from './unreadable.ts';
import { FALSE, TRUE, truth } from './value.ts';
import type { Truth } from './value.ts';

type Bind = (under: Under) => Operator;

/** Compiles `field` with an operator. @throws PolicyError */
export function compileFieldLeaf(json: unknown, bind: Bind, place: Place): Condition {
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
function compileNamedAtRunTime(getName: (frame: Frame) => unknown, bind: Bind, place: Place): Condition {
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

function fieldCondition(name: string, bind: Bind, place: Place, observe: boolean): Condition {
  const reader = readerFor(name, place);
  const lower = name.toLowerCase();
  const operator = bind(reader.ofMember ? 'member' : lower === 'location' ? 'location' : 'field');
  if (observe && !SCOPING_FIELDS.has(lower) && place.environment.scopes.length === 0) {
    observeField(place.compiler, sectionOf(place.environment), reader);
  }
  const test = reader.spreads ? everyMember(reader, operator) : scalar(reader, operator);
  return {
    test,
    ...(lower === 'type' ? byType(operator, place) : {}),
    explain: (frame, found) => explainField(reader, operator, frame, found),
    scope: scopeOf(lower, operator, test),
  };
}

function scopeOf(field: string, operator: Operator, test: Test): Scope {
  if (SCOPING_FIELDS.has(field)) return { kind: 'leaf', field, operator, test };
  return field === 'location' ? OPEN_ON_LOCATION : OPEN;
}

/** A condition on the type comes out the same for all resources of a type; `match` alone minds its spelling. */
function byType(operator: Operator, place: Place): Pick<Condition, 'forType'> {
  const { right, name, test } = operator;
  if (!right.constant || place.environment.section === 'existence' || /^(not)?match$/i.test(name)) return {};
  return { forType: (type) => decideCondition((frame) => test(type, frame))(frameFor({ type }, {})) };
}

function readerFor(name: string, { compiler, environment, path }: Place): FieldReader {
  try {
    return compileField(name, {
      aliases: compiler.aliases,
      environment,
      relatedType: compiler.relatedType,
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

function scalar(reader: FieldReader, operator: Operator): Test {
  return decideCondition((frame) => operator.test(reader.read(frame), frame));
}

/** `[*]` in a condition is an implicit "all"; an empty or missing array satisfies it, one false member decides. */
function everyMember(reader: FieldReader, operator: Operator): Test {
  const member = decideMember(operator);
  return (frame) => {
    let outcome: Truth = TRUE;
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
      return truth(operator.test(readableMember(value), frame));
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
  reader.eachIndexed(frame, (value, indices) => {
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
