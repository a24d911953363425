import { valueOf } from './compiler.ts';
import type { Frame } from './frame.ts';
import type { Operator } from './operators.ts';
import { isAbsent, isScalar } from './value.ts';

/**
 * Says in words what the policy wants of a value: the opposite of what the operator found.
 * @param outcome what the operator gave when it decided the verdict
 */
export function expectation(operator: Operator, frame: Frame, outcome: boolean): string {
  const right = valueOf(operator.right, frame);
  const [holds, fails] = WORDS[operator.name] ?? [operator.name, `not ${operator.name}`];
  // "equals false" found true means: true is wanted. No one reads "anything but false" with ease.
  if (typeof right === 'boolean' && (operator.name === 'equals' || operator.name === 'notEquals')) {
    return String((operator.name === 'equals') === outcome ? !right : right);
  }
  if (operator.name === 'exists')
    return (String(right).toLowerCase() === 'true') === outcome ? 'nothing there' : 'to be set';
  return (outcome ? fails : holds).replace('{}', shown(right));
}

/** By operator: what is wanted when it must hold, and when it must not. */
const WORDS: Record<string, readonly [holds: string, fails: string]> = {
  equals: ['{}', 'anything but {}'],
  notEquals: ['anything but {}', '{}'],
  in: ['one of {}', 'none of {}'],
  notIn: ['none of {}', 'one of {}'],
  like: ['like {}', 'not like {}'],
  notLike: ['not like {}', 'like {}'],
  match: ['matching {}', 'not matching {}'],
  notMatch: ['not matching {}', 'matching {}'],
  matchInsensitively: ['matching {}', 'not matching {}'],
  notMatchInsensitively: ['not matching {}', 'matching {}'],
  contains: ['containing {}', 'not containing {}'],
  notContains: ['not containing {}', 'containing {}'],
  containsKey: ['with a member {}', 'without a member {}'],
  notContainsKey: ['without a member {}', 'with a member {}'],
  less: ['less than {}', 'at least {}'],
  lessOrEquals: ['at most {}', 'more than {}'],
  greater: ['more than {}', 'at most {}'],
  greaterOrEquals: ['at least {}', 'less than {}'],
};

function shown(value: unknown): string {
  if (isAbsent(value) || value === '') return 'nothing';
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return isScalar(value) ? String(value) : JSON.stringify(value);
}
