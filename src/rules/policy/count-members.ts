import { valueOf } from './compiler.ts';
import type { Place } from './compiler.ts';
import { compileValue } from './expression/compile-expression.ts';
import { isExpression } from './expression/parse-expression.ts';
import { isEvery, parsePath } from './field-path.ts';
import { compileField, pathOfField } from './field.ts';
import type { CountScope, Frame } from './frame.ts';
import { limits } from './limits.ts';
import { PolicyError, Undecidable } from './policy-error.ts';
import { isAbsent } from './value.ts';

/** The members that a count goes through, and how to name them. */
export interface Members {
  readonly each: (frame: Frame, visit: (member: unknown) => void) => void;
  readonly path: (frame: Frame) => string;
  readonly scope: Omit<CountScope, 'slot'>;
}

export function fieldMembers(part: Readonly<Record<string, unknown>>, place: Place): Members {
  const name = part['field'];
  if ('name' in part) throw new PolicyError(`${place.path}.name`, 'a name belongs to a count of a value');
  if (typeof name !== 'string' || isExpression(name) || !name.includes('[*]')) {
    throw new PolicyError(`${place.path}.field`, 'expected the name of an array, with [*]');
  }
  const { fieldCounts } = place.compiler.used;
  const counts = (fieldCounts.get(name.toLowerCase()) ?? 0) + 1;
  fieldCounts.set(name.toLowerCase(), counts);
  if (counts > limits.fieldCountsOfArray)
    throw new PolicyError(place.path, `more than ${limits.fieldCountsOfArray} counts of ${name}`);
  const from = place.environment.section === 'existence' ? ('related' as const) : ('resource' as const);
  const { aliases, relatedType } = place.compiler;
  const options = { aliases, environment: place.environment, from, relatedType, members: true };
  const reader = compileField(name, options);
  const steps = parsePath(pathOfField(name, options) ?? '');
  return {
    each: reader.each,
    path: (frame) => reader.path(frame),
    scope: {
      kind: 'field',
      name: name.slice(0, name.lastIndexOf('[*]') + 3).toLowerCase(),
      alias: name,
      path: steps?.slice(0, steps.findLastIndex(isEvery) + 1),
      from,
    },
  };
}

export function valueMembers(part: Readonly<Record<string, unknown>>, place: Place): Members {
  const { name } = part;
  if (name !== undefined && (typeof name !== 'string' || name === '' || isExpression(name))) {
    throw new PolicyError(`${place.path}.name`, 'expected a name (a string)');
  }
  const value = compileValue(part['value'], { ...place, path: `${place.path}.value` });
  if (value.constant && !Array.isArray(value.value) && !isAbsent(value.value)) {
    throw new PolicyError(`${place.path}.value`, 'expected an array');
  }
  const { used } = place.compiler;
  used.valueCounts += 1;
  if (used.valueCounts > limits.valueCounts)
    throw new PolicyError(place.path, `more than ${limits.valueCounts} counts of values`);
  const members = value.constant && Array.isArray(value.value) ? value.value.length : undefined;
  const around = place.environment.scopes.reduce((times, scope) => times * (scope.members ?? 1), 1);
  if ((members ?? 0) * around > limits.valueCountMembers)
    throw new PolicyError(place.path, `more than ${limits.valueCountMembers} members to go through`);
  return {
    each: (frame, visit) => {
      const array = valueOf(value, frame);
      if (isAbsent(array) || array === '') return;
      if (!Array.isArray(array)) throw new Undecidable('count: expected an array');
      for (const member of array) visit(member);
    },
    path: () => (typeof part['value'] === 'string' ? part['value'] : (name ?? 'values')),
    scope: { kind: 'value', name: name ?? 'default', ...(members !== undefined && { members }) },
  };
}
