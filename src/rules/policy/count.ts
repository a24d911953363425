import { spend } from './step-budget.ts';
import type { Place } from './compiler.ts';
import { decideCondition, MOST_MEMBERS, OPEN } from './condition.ts';
import type { Condition } from './condition.ts';
import { fieldMembers, valueMembers } from './count-members.ts';
import type { Members } from './count-members.ts';
import { expectation } from './expectation.ts';
import type { Frame } from './frame.ts';
import type { Operator } from './operators.ts';
import { PolicyError, Undecidable } from './policy-error.ts';
import { whyUnreadable } from './unreadable.ts';
import { isObject, TRUE, UNKNOWN } from './value.ts';

/**
 * Compiles `count`: the members of an array, of the resource or of a value, that satisfy `where`.
 * https://learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule#count
 */
export function compileCount(
  json: unknown,
  operator: Operator,
  place: Place,
  compileWhere: (json: unknown, place: Place) => Condition,
): Condition {
  if (!isObject(json)) throw new PolicyError(place.path, 'expected an object with field or value');
  const part = Object.fromEntries(Object.entries(json).map(([key, value]) => [key.toLowerCase(), value]));
  const unknown = Object.keys(part).filter((key) => !['field', 'value', 'name', 'where'].includes(key));
  if (unknown.length > 0) throw new PolicyError(place.path, `unknown members: ${unknown.join(', ')}`);
  if ('field' in part === 'value' in part)
    throw new PolicyError(place.path, 'expected either field or value');
  const members = 'field' in part ? fieldMembers(part, place) : valueMembers(part, place);
  const slot = place.environment.scopes.length;
  place.compiler.slots = Math.max(place.compiler.slots, slot + 1);
  const scopes = [...place.environment.scopes, { ...members.scope, slot }];
  const where =
    part['where'] === undefined
      ? undefined
      : compileWhere(part['where'], {
          ...place,
          environment: { ...place.environment, scopes },
          path: `${place.path}.where`,
        });

  const tally = (frame: Frame, onMatch?: () => void): Tally =>
    countMembers(members, where, slot, frame, onMatch);
  if (place.environment.scopes.length === 0) {
    place.compiler.observed.push({
      section: place.environment.section === 'existence' ? 'existence' : 'if',
      path: (frame) => `count of ${members.path(frame)}`,
      read: (frame) => tally(frame).matching,
    });
  }
  return {
    test: decideCondition((frame) => outcomeOf(tally(frame), operator, frame)),
    explain: (frame, found) => {
      let explained = 0;
      const { matching } = tally(frame, () => {
        if (where && explained++ < MOST_MEMBERS) where.explain(frame, found);
      });
      const expected = expectation(operator, frame, operator.test(matching, frame));
      found.push({ path: `count of ${members.path(frame)}`, actual: matching, expected });
    },
    scope: OPEN,
  };
}

interface Tally {
  readonly matching: number;
  /** Members that could not be evaluated. */
  readonly undecided: number;
}

/** Decided where the members that could not be evaluated make no difference, however they would come out. */
function outcomeOf({ matching, undecided }: Tally, operator: Operator, frame: Frame): boolean {
  const outcome = operator.test(matching, frame);
  for (let more = 1; more <= undecided; more += 1) {
    if (operator.test(matching + more, frame) !== outcome) {
      throw new Undecidable(frame.reason ?? 'a member of the count cannot be evaluated');
    }
  }
  return outcome;
}

/** Counts the members that match, telling of each while it is the current one. */
function countMembers(
  members: Members,
  where: Condition | undefined,
  slot: number,
  frame: Frame,
  onMatch: (() => void) | undefined,
): Tally {
  let matching = 0;
  let undecided = 0;
  members.each(frame, (member) => {
    spend(1);
    frame.slots[slot] = member;
    const outcome = where ? where.test(frame) : whyUnreadable(member) === undefined ? TRUE : UNKNOWN;
    if (outcome === UNKNOWN) undecided += 1;
    if (outcome !== TRUE) return;
    matching += 1;
    onMatch?.();
  });
  return { matching, undecided };
}
