import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../../src/model/drift.ts';
import type { PolicyState } from '../../../src/model/resource-state.ts';
import { toDrift } from '../../../src/monitoring/changes/build-drift.ts';
import { accountId } from '../../support/fakes.ts';

const common = { since: '2026-03-01T08:00:00Z', policyVersion: '1.0.0' };
const compliant = (values: Record<string, unknown>): PolicyState => ({
  ...common,
  state: 'Compliant',
  values,
});

function drift(previous: PolicyState | undefined, next: PolicyState, candidates: readonly Candidate[] = []) {
  const from = previous?.state ?? null;
  return toDrift({ policy: 'p', entry: undefined, cause: 'resource', from, previous, next }, 0, {
    resourceId: accountId,
    resourceType: 'Microsoft.Storage/storageAccounts',
    sequence: 4,
    candidates,
    phi: false,
    readAt: '2026-03-01T09:00:00Z',
    recordedAt: '2026-03-01T09:00:01Z',
  });
}

describe('before and after', () => {
  test('of several members of an array by one path: each of them', () => {
    const path = 'rules[*].port';
    const bad = (...ports: string[]): PolicyState => ({
      ...common,
      state: 'NonCompliant',
      fields: ports.map((actual) => ({ path, actual, expected: 'not 22' })),
      values: { 'count of rules[*]': ports.length },
    });
    expect(drift(compliant({ 'count of rules[*]': 0 }), bad('22', '*'))).toMatchObject({
      before: [{ path: 'count of rules[*]', value: 0 }],
      after: [
        { path, value: '22', expected: 'not 22' },
        { path, value: '*', expected: 'not 22' },
        { path: 'count of rules[*]', value: 2 },
      ],
    });
    expect(drift(bad('22', '*'), compliant({ 'count of rules[*]': 0 }))).toMatchObject({
      before: [
        { path, value: '22' },
        { path, value: '*' },
      ],
      after: [],
    });
  });

  test('of what is absent: null, which JSON keeps', () => {
    const next: PolicyState = {
      ...common,
      state: 'NonCompliant',
      fields: [{ path: 'a', actual: undefined, expected: 'to exist' }],
    };
    const made = drift(compliant({ a: 1 }), next);
    expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(made).toMatchObject({ before: [{ path: 'a', value: 1 }], after: [{ path: 'a', value: null }] });
  });

  test('of a rule that no longer applies: the values that differ', () => {
    const next: PolicyState = { ...common, state: 'NotApplicable' };
    expect(drift(compliant({ kind: 'R4', same: null }), next)).toMatchObject({
      before: [{ path: 'kind', value: 'R4' }],
      after: [],
    });
  });
});

describe('who it was', () => {
  const candidate = (eventId: string, objectId: string, correlationId: string): Candidate => ({
    eventId,
    time: common.since,
    operation: 'write',
    correlationId,
    actor: { objectId },
  });
  const next: PolicyState = { ...common, state: 'NotApplicable' };

  test('is named where all agree', () => {
    const made = drift(undefined, next, [candidate('1', 'a', 'c'), candidate('2', 'a', 'c')]);
    expect(made).toMatchObject({ actor: { objectId: 'a' }, correlationId: 'c', sequence: 5 });
  });

  test('is left open where they differ', () => {
    const made = drift(undefined, next, [candidate('1', 'a', 'c'), candidate('2', 'b', 'd')]);
    expect(made).not.toHaveProperty('actor');
    expect(made).not.toHaveProperty('correlationId');
  });
});
