import { expect, test } from 'vitest';
import type { PolicyState } from '../../../src/model/index.ts';
import { addCount, addOurs, settle } from '../../../src/monitoring/azure-comparison/policy-tally.ts';
import type { PolicyTally } from '../../../src/monitoring/azure-comparison/policy-tally.ts';

const readAt = Date.parse('2026-03-01T08:00:00Z');

const ids = { assignmentId: 'a', definitionId: 'd', referenceId: 'r' };

/** The tally of a policy of which Azure counts so many Compliant states and no others, beside states of ours. */
function tallyOf(compliant: number, ours: readonly (PolicyState['state'] | 'stale')[], earliest = '09:00') {
  const tallies = new Map<string, PolicyTally>();
  const moment = `2026-03-01T${earliest}:00Z`;
  addCount(tallies, 'p', { ...ids, state: 'Compliant', count: compliant, earliest: moment });
  const tally = tallies.get('p')!;
  for (const state of ours) {
    const stale = state === 'stale' ? { staleSince: moment } : {};
    const each = { state: state === 'stale' ? 'Compliant' : state, since: '', policyVersion: '1', ...stale };
    addOurs(tally, each, readAt, 1);
  }
  return tally;
}

test('where the counts agree, all agree', () => {
  expect(settle(tallyOf(2, ['Compliant', 'Compliant']))).toEqual({
    agree: 2,
    disagree: 0,
    older: 0,
    unmatched: 0,
  });
});

test('Azure may list what a policy does not apply to as Compliant, or leave it out', () => {
  const ours = ['Compliant', 'NotApplicable', 'NotApplicable'] as const;
  expect(settle(tallyOf(3, ours))).toMatchObject({ agree: 3 });
  expect(settle(tallyOf(1, ours))).toMatchObject({ agree: 1 });
  expect(settle(tallyOf(2, ours))).toBeUndefined();
});

test.each(['Unknown', 'stale'] as const)('what is %s here is not compared, and never agreed', (state) => {
  expect(settle(tallyOf(3, ['Compliant', 'Compliant', state]))).toEqual({
    agree: 2,
    disagree: 0,
    older: 0,
    unmatched: 1,
  });
  // Azure says nothing of one of the three, and it is not known of which.
  expect(settle(tallyOf(2, ['Compliant', 'Compliant', state]))).toBeUndefined();
  expect(settle(tallyOf(5, [state, state]))).toMatchObject({ agree: 0, unmatched: 5 });
});

test.each(['NonCompliant', 'Exempt'] as const)('what is %s here may be contradicted', (state) => {
  expect(settle(tallyOf(1, ['Compliant', state]))).toBeUndefined();
  expect(settle(tallyOf(0, ['Compliant', state]))).toMatchObject({ agree: 0, disagree: 0 });
});

test('what was read after the first of Azure was evaluated is not compared', () => {
  expect(settle(tallyOf(2, ['Compliant', 'Compliant'], '08:00'))).toEqual({
    agree: 0,
    disagree: 0,
    older: 2,
    unmatched: 0,
  });
});

test('states of Azure that were counted and not found, or found and not counted, settle nothing', () => {
  const tally = tallyOf(1, ['Compliant']);
  expect(settle({ ...tally, exceptions: 1 })).toBeUndefined();
  expect(settle({ ...tally, found: 1 })).toBeUndefined();
  expect(settle({ ...tally, exceptions: 1, found: 1 })).toMatchObject({ agree: 1 });
});

test('a resource that changed between two looks at it settles nothing', () => {
  const tally = tallyOf(2, ['Compliant', 'Compliant']);
  addOurs(tally, { state: 'NonCompliant', since: '', policyVersion: '1' }, readAt, -1);
  expect(settle(tally)).toBeUndefined();
});
