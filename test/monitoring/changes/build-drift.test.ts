import { describe, expect, test } from 'vitest';
import type { Candidate, Cause, Drift } from '../../../src/model/drift.ts';
import type { PolicyState } from '../../../src/model/resource-state.ts';
import { toDrift } from '../../../src/monitoring/changes/build-drift.ts';
import { accountId, secureTransfer } from '../../support/fakes.ts';

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
    scanId: undefined,
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

  type Sides = Pick<Drift, 'before' | 'after'>;
  const fault = (actual: unknown, more: Partial<PolicyState> = {}): PolicyState => ({
    ...common,
    state: 'NonCompliant',
    fields: [{ path: 'a', actual, expected: 'true' }],
    ...more,
  });
  const value = (path: string, is: unknown) => ({ path, value: is });
  const wanted = { ...value('a', false), expected: 'true' };

  test.each<[what: string, PolicyState | undefined, PolicyState, Sides]>([
    [
      'a fault: what decides it, as it was and is',
      compliant({ a: true, b: 1 }),
      fault(false),
      { before: [value('a', true)], after: [wanted] },
    ],
    ['a first sight of a fault: only what is', undefined, fault(false), { before: [], after: [wanted] }],
    [
      'a repair: what had decided it',
      fault(false),
      compliant({ a: true }),
      { before: [value('a', false)], after: [{ ...value('a', true), expected: 'true' }] },
    ],
    [
      'a fault by another value: nothing was known of that',
      compliant({ b: 1, c: 2 }),
      fault(false, { values: { b: 1, c: 3 } }),
      { before: [value('c', 2)], after: [wanted, value('c', 3)] },
    ],
    [
      'no fault: the values that differ',
      compliant({ b: [1], c: 2, d: null }),
      compliant({ b: [1], c: 3 }),
      { before: [value('c', 2)], after: [value('c', 3)] },
    ],
    [
      'a state that was not read: nothing',
      compliant({ a: true }),
      { ...common, state: 'Unknown' },
      { before: [value('a', true)], after: [] },
    ],
    [
      'what came to be: null before it',
      { ...common, state: 'Compliant', values: { a: null } },
      fault(false),
      { before: [value('a', null)], after: [wanted] },
    ],
  ])('of %s', (_, previous, next, sides) => {
    const { before, after } = drift(previous, next);
    expect({ before, after }).toStrictEqual(sides);
  });

  test('of a rule that no longer applies: the values that differ', () => {
    const next: PolicyState = { ...common, state: 'NotApplicable' };
    expect(drift(compliant({ kind: 'R4', same: null }), next)).toMatchObject({
      before: [{ path: 'kind', value: 'R4' }],
      after: [],
    });
  });
});

describe('a drift', () => {
  const facts = {
    resourceId: accountId,
    resourceType: 'Microsoft.Storage/storageAccounts',
    sequence: 4,
    candidates: [],
    scanId: undefined,
    phi: false,
    readAt: '2026-03-01T09:00:00Z',
    recordedAt: '2026-03-01T09:00:01Z',
  };
  const { sequence: _last, scanId: _scan, ...kept } = facts;
  const next: PolicyState = { ...common, state: 'NonCompliant' };
  const transition = {
    policy: 'p',
    entry: undefined,
    cause: 'resource',
    from: 'Compliant',
    previous: compliant({}),
    next,
  } as const;
  const plain = {
    ...kept,
    id: expect.stringMatching(/^[0-9a-f]{64}-7$/),
    policy: 'p',
    policyVersion: '1.0.0',
    title: 'p',
    severity: 'low',
    effectiveSeverity: 'low',
    controls: [],
    cause: 'resource',
    sequence: 7,
    from: 'Compliant',
    to: 'NonCompliant',
    before: [],
    after: [],
  };

  test('of a policy that is gone says little, and nothing that is not known', () => {
    expect(toDrift(transition, 2, facts)).toStrictEqual(plain);
  });

  test('says all that is known of the policy, the resource and the scan', () => {
    const entry = { ...secureTransfer, failure: 'accepts unencrypted connections' };
    const known = { phi: true, organization: 'north', scanId: 's', eventTime: '2026-03-01T08:59:00Z' };
    const said = { ...next, reason: 'because', announced: 'work' };
    expect(toDrift({ ...transition, entry, next: said }, 2, { ...facts, ...known })).toStrictEqual({
      ...plain,
      ...known,
      title: 'Title of secure-transfer',
      failure: 'accepts unencrypted connections',
      severity: 'high',
      effectiveSeverity: 'critical',
      controls: ['164.312(e)(1)'],
      reason: 'because',
      announced: 'work',
      foundBy: 'full-scan',
    });
  });

  test.each<
    [why: string, Cause, before: string | undefined, after: string | undefined, named: string | undefined]
  >([
    ['it began', 'exemption', undefined, 'new', 'new'],
    ['it ended', 'exemption', 'old', undefined, 'old'],
    ['another took its place', 'exemption', 'old', 'new', 'new'],
    ['nobody knows it any more', 'exemption', undefined, undefined, undefined],
    ['it is not what changed', 'resource', 'old', undefined, undefined],
  ])('names an exemption, or not, where %s', (_why, cause, before, after, named) => {
    const drift = toDrift(
      {
        ...transition,
        cause,
        previous: { ...transition.previous, ...(before !== undefined && { exemption: before }) },
        next: { ...next, ...(after !== undefined && { exemption: after }) },
      },
      0,
      facts,
    );
    expect(drift.exemption).toBe(named);
    expect('exemption' in drift).toBe(named !== undefined);
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
