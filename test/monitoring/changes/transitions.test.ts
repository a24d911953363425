import { describe, expect, test } from 'vitest';
import type { Cause } from '../../../src/model/drift.ts';
import type { PolicyState, ResourceState } from '../../../src/model/resource-state.ts';
import type { State } from '../../../src/model/states.ts';
import { closeStates, compareStates } from '../../../src/monitoring/changes/transitions.ts';
import type { Evaluation } from '../../../src/monitoring/evaluation/index.ts';
import { accountId, propertyPolicy, secureTransfer } from '../../support/fakes.ts';

const storage = 'Microsoft.Storage/storageAccounts';
const { name } = secureTransfer;
const [earlier, readAt, later] = ['2026-03-01T08:00:00Z', '2026-03-01T09:00:00Z', '2026-03-01T10:00:00Z'];
const outOfScope = 'out of the scope of its assignment';

function known(states: ResourceState['states'], more: Partial<ResourceState> = {}): ResourceState {
  const common = { resourceId: accountId, resourceType: storage, sequence: 1, reads: [] };
  return { ...common, readStartedAt: earlier, states, ...more };
}

/** The resource with a state of the policy, under version 1.0.0. */
const was = (state: State, more: Partial<PolicyState> = {}) =>
  known({ [name]: { state, since: earlier, policyVersion: '1.0.0', ...more } });
const neverSeen = undefined;
const seenWithoutThePolicy = known({});
const deletedBefore = known({}, { gone: true });

/** What an evaluation says now. */
const is = (state: State, more: object = {}): Evaluation => ({
  kind: 'evaluated',
  state,
  fields: [],
  values: {},
  unread: false,
  ...more,
});
const unread = is('Unknown', { unread: true });
/** The values that the rule reads. */
const values = (on: boolean, more: object = {}) => ({
  values: { 'properties.supportsHttpsTrafficOnly': on, ...more },
});
const [on, off, onAndOne, onAndTwo] = [
  values(true),
  values(false),
  values(true, { n: 1 }),
  values(true, { n: 2 }),
];

const compare = (before: ResourceState | undefined, now: Evaluation, version = '1.0.0', at = readAt) =>
  compareStates(
    before,
    [propertyPolicy(name, storage, 'supportsHttpsTrafficOnly', true, version)],
    new Map([[name, now]]),
    at,
  );

describe('the cause of a drift', () => {
  type Row = [why: string, before: ResourceState | undefined, now: Evaluation, Cause, version?: string];
  test.each<Row>([
    ['the resource was never seen', neverSeen, is('NonCompliant'), 'baseline'],
    ['it was never seen, and cannot be read', neverSeen, unread, 'baseline'],
    ['it was never evaluated by the policy', seenWithoutThePolicy, is('NonCompliant'), 'baseline'],
    ['it was deleted, and somebody made it again', deletedBefore, is('NonCompliant'), 'resource'],
    ['it was made again under an exemption', deletedBefore, is('Exempt'), 'resource'],

    ['it can no longer be read', was('Compliant'), unread, 'visibility'],
    ['it can no longer be read, and was exempt', was('Exempt'), unread, 'visibility'],
    ['it can be read again', was('Unknown', { unread: true }), is('NonCompliant'), 'visibility'],
    ['it can be read again, and is exempt', was('Unknown', { unread: true }), is('Exempt'), 'visibility'],
    ['it can be read, but not be evaluated', was('Compliant'), is('Unknown'), 'resource'],
    ['it can be evaluated again', was('Unknown'), is('Compliant'), 'resource'],

    ['an exemption began', was('NonCompliant'), is('Exempt'), 'exemption'],
    ['an exemption ended', was('Exempt'), is('NonCompliant'), 'exemption'],
    ['the policy is about it now, and it is exempt', was('NotApplicable'), is('Exempt'), 'resource'],
    ['the policy is no longer about it, exempt or not', was('Exempt'), is('NotApplicable'), 'resource'],

    ['it is in the scope again', was('NotApplicable', { reason: outOfScope }), is('NonCompliant'), 'scope'],
    ['it is in the scope again, unread', was('NotApplicable', { reason: outOfScope }), unread, 'scope'],

    ['a value changed', was('Compliant', on), is('NonCompliant', off), 'resource'],
    ['a rule changed', was('Compliant', on), is('NonCompliant', on), 'policy', '2.0.0'],
    ['both changed', was('Compliant', on), is('NonCompliant', off), 'resource', '2.0.0'],
    [
      'one of its values changed too',
      was('Compliant', onAndOne),
      is('NonCompliant', onAndTwo),
      'resource',
      '2.0.0',
    ],
    ['a rule changed, and reads more', was('Compliant', on), is('NonCompliant', onAndOne), 'policy', '2.0.0'],
    ['a rule changed, and reads less', was('Compliant', onAndOne), is('NonCompliant', on), 'policy', '2.0.0'],
    ['a rule changed that read nothing', was('Compliant'), is('NonCompliant'), 'policy', '2.0.0'],
  ])('where %s', (_why, before, now, cause, version) => {
    expect(compare(before, now, version).transitions.map((each) => each.cause)).toEqual([cause]);
  });

  test.each<[why: string, before: ResourceState | undefined, from: State | null]>([
    ['never seen', neverSeen, null],
    ['never evaluated by the policy', seenWithoutThePolicy, null],
    ['deleted, and made again', deletedBefore, 'NotApplicable'],
    ['known', was('Compliant'), 'Compliant'],
  ])('comes with the state before it: %s', (_, before, from) => {
    expect(compare(before, is('NonCompliant')).transitions).toMatchObject([
      { policy: name, from, next: { state: 'NonCompliant' } },
    ]);
  });
});

describe('no drift', () => {
  test.each([
    ['a first sight to which the policy does not apply', neverSeen],
    ['a resource made again to which the policy does not apply', deletedBefore],
    ['a policy that still does not apply', was('NotApplicable')],
  ])('%s, but the state is kept', (_, before) => {
    const { transitions, states } = compare(before, is('NotApplicable', { reason: 'no https' }));
    expect(transitions).toEqual([]);
    expect(states[name]).toMatchObject({ state: 'NotApplicable', reason: 'no https' });
  });
});

describe('a state that the evaluation leaves out', () => {
  const compliant = was('Compliant', { policyVersion: '1.2.0' });
  const ended = { state: 'NotApplicable', since: readAt, policyVersion: '1.2.0' };
  const evaluateNothing = (before: ResourceState, isKnown: boolean) =>
    compareStates(before, [], new Map(), readAt, () => (isKnown ? secureTransfer : undefined));

  test('ends by the scope where the policy is still there, and is kept so', () => {
    const next = { ...ended, reason: outOfScope };
    expect(evaluateNothing(compliant, true)).toEqual({
      transitions: [
        {
          policy: name,
          entry: secureTransfer,
          cause: 'scope',
          from: 'Compliant',
          previous: compliant.states[name],
          next,
        },
      ],
      states: { [name]: next },
    });
  });

  test('ends by the policy where that is gone, and is forgotten', () => {
    expect(evaluateNothing(compliant, false)).toMatchObject({
      transitions: [
        { cause: 'policy', from: 'Compliant', next: { ...ended, reason: 'no longer among the policies' } },
      ],
      states: {},
    });
    expect(evaluateNothing(compliant, false).states).toEqual({});
  });

  test.each([true, false])('makes no drift where it did not apply before (policy known: %s)', (isKnown) => {
    expect(evaluateNothing(was('NotApplicable'), isKnown).transitions).toEqual([]);
  });
});

test.each(['deleted', 'moved'] as const)(
  'all states of a resource that was %s end, with its policies named',
  (reason) => {
    const states = {
      [name]: { state: 'NonCompliant', since: earlier, policyVersion: '1.0.0' },
      retired: { state: 'Unknown', since: earlier, policyVersion: '0.9.0' },
      idle: { state: 'NotApplicable', since: earlier, policyVersion: '1.0.0' },
    } as const;
    const { transitions, states: left } = closeStates(known(states), [secureTransfer], reason, readAt);
    const next = (policyVersion: string) => ({
      state: 'NotApplicable',
      since: readAt,
      policyVersion,
      reason,
    });
    expect(left).toEqual({});
    expect(transitions).toEqual([
      {
        policy: name,
        entry: secureTransfer,
        cause: 'resource',
        from: 'NonCompliant',
        previous: states[name],
        next: next('1.0.0'),
      },
      {
        policy: 'retired',
        entry: undefined,
        cause: 'resource',
        from: 'Unknown',
        previous: states.retired,
        next: next('0.9.0'),
      },
    ]);
  },
);

describe('a state', () => {
  const stateAfter = (before: ResourceState | undefined, now: Evaluation, at = readAt) =>
    compare(before, now, '1.0.0', at).states[name];
  const stale: Evaluation = { kind: 'stale', reason: 'HTTP 429', retryAfterSeconds: 10 };

  test.each([
    ['that stays has been so since it began', was('NonCompliant'), is('NonCompliant'), earlier],
    ['that changes is so since the read', was('Compliant'), is('NonCompliant'), readAt],
    ['that is new is so since the read', neverSeen, is('NonCompliant'), readAt],
  ])('%s', (_, before, now, since) => {
    expect(stateAfter(before, now)).toStrictEqual({ state: 'NonCompliant', since, policyVersion: '1.0.0' });
  });

  test('says what decided it, why, and by which exemption', () => {
    const said = {
      reason: 'because',
      values: { a: 1 },
      unread: false,
      exemption: 'e',
      underlying: 'Compliant',
    } as const;
    const fields = [
      { path: 'a', actual: 1, expected: '2' },
      { path: 'b', actual: undefined, expected: '3' },
    ];
    const { unread: _, ...kept } = said;
    expect(stateAfter(neverSeen, is('Exempt', { ...said, fields }))).toStrictEqual({
      ...kept,
      state: 'Exempt',
      since: readAt,
      policyVersion: '1.0.0',
      fields: [
        { path: 'a', actual: 1, expected: '2' },
        { path: 'b', actual: null, expected: '3' },
      ],
    });
  });

  test.each([
    [498, 'a value of 500 characters is kept whole'],
    [499, 'one of 501 is kept by its beginning'],
  ])('whose field has %i letters and its quotes: %s', (length, _why) => {
    const actual = 'x'.repeat(length);
    const fields = [{ path: 'a', actual, expected: 'short' }];
    const kept = stateAfter(neverSeen, is('NonCompliant', { fields }))?.fields?.[0]?.actual;
    expect(kept).toBe(length === 498 ? actual : `"${'x'.repeat(499)}...`);
  });

  test('keeps the announced change in whose window it came to be for as long as it lasts', () => {
    const announced = was('NonCompliant', { announced: 'change' });
    expect(stateAfter(announced, is('NonCompliant'))).toHaveProperty('announced', 'change');
    expect(stateAfter(announced, is('Compliant'))).not.toHaveProperty('announced');
  });

  test('that stays Unknown counts the tries', () => {
    expect(stateAfter(was('Compliant', { tries: 7 }), unread)).toMatchObject({ unread: true, tries: 1 });
    expect(stateAfter(was('Unknown', { tries: 7 }), unread)).toMatchObject({ tries: 8 });
    expect(stateAfter(was('Unknown'), is('Unknown'))).toMatchObject({ tries: 1 });
    expect(stateAfter(was('Unknown', { tries: 7 }), is('Compliant'))).not.toHaveProperty('tries');
  });

  test('that cannot be confirmed stands, and is stale since the first try, not the last', () => {
    const first = stateAfter(was('Compliant'), stale);
    expect(first).toStrictEqual({
      state: 'Compliant',
      since: earlier,
      policyVersion: '1.0.0',
      staleSince: readAt,
      staleReason: 'HTTP 429',
      tries: 1,
    });
    const again = stateAfter(known({ [name]: first as PolicyState }), stale, later);
    expect(again).toStrictEqual({ ...first, tries: 2 });
    expect(stateAfter(known({ [name]: again as PolicyState }), is('Compliant'), later)).toStrictEqual({
      state: 'Compliant',
      since: earlier,
      policyVersion: '1.0.0',
    });
  });

  test('that was never known and cannot be found out yet is Unknown', () => {
    expect(stateAfter(neverSeen, stale)).toStrictEqual({
      state: 'Unknown',
      since: readAt,
      policyVersion: '1.0.0',
      reason: 'HTTP 429',
      unread: true,
      staleSince: readAt,
      staleReason: 'HTTP 429',
      tries: 1,
    });
  });
});
