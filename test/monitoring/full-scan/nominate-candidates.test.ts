import { describe, expect, test } from 'vitest';
import type { PolicyState, ResourceState } from '../../../src/model/resource-state.ts';
import { knownOf, nominateCandidates } from '../../../src/monitoring/full-scan/nominate-candidates.ts';
import { account, accountId, existencePolicy, propertyPolicy } from '../../support/fakes.ts';

const storage = 'Microsoft.Storage/storageAccounts';
const startedAt = '2026-03-01T08:00:00Z';
const own = propertyPolicy('own', storage, 'supportsHttpsTrafficOnly', true);
const related = existencePolicy('related', 'Microsoft.Insights/diagnosticSettings', accountId, 'resource');
const stateOf = (more: Partial<PolicyState> = {}): PolicyState => ({
  state: 'Compliant',
  since: startedAt,
  policyVersion: '1.0.0',
  ...more,
});

const leftOut = stateOf({ state: 'NotApplicable', reason: 'out of the scope of its assignment' });

function current(
  byOwn: Partial<PolicyState> = {},
  more: Partial<ResourceState> = {},
  byRelated: Partial<PolicyState> = {},
): ResourceState {
  return {
    resourceId: accountId,
    resourceType: storage,
    sequence: 1,
    readStartedAt: startedAt,
    states: { own: stateOf(byOwn), related: stateOf(byRelated) },
    reads: [],
    scan: { id: 'scan' },
    ...more,
  };
}

describe('a current state', () => {
  test.each([
    ['read by this scan is confirmed', current(), { confirmed: true, open: false }],
    [
      'read by another scan is not confirmed',
      current({}, { scan: { id: 'other' } }),
      { confirmed: false, open: false },
    ],
    [
      'that this scan read and could not confirm since is open, not confirmed',
      current({}, { staleSince: startedAt }),
      { confirmed: false, open: true },
    ],
    [
      'with one policy that could not be confirmed is open, not confirmed',
      current({ staleSince: startedAt }),
      { confirmed: false, open: true },
    ],
    ['that is Unknown is open', current({ state: 'Unknown' }), { confirmed: true, open: true }],
  ])('%s', (_, state, expected) => {
    expect(knownOf(state, 'scan')).toMatchObject(expected);
  });
});

describe('a resource', () => {
  test.each([
    ['never seen is new', undefined, 'new'],
    ['that the graph shows as it is known is left alone', current(), undefined],
    ['whose known state is Unknown is open', current({ state: 'Unknown' }), 'open'],
    ['whose known state is stale is open', current({}, { staleSince: startedAt }), 'open'],
    ['that is Unknown by related resources is open', current({}, {}, { state: 'Unknown' }), 'open'],
    ['with a new version of a policy is nominated', current({ policyVersion: '0.9.0' }), 'policies'],
    [
      'with a new version of a policy on related resources is nominated',
      current({}, {}, { policyVersion: '0.9.0' }),
      'policies',
    ],
    [
      'with a policy more than when it was read is nominated',
      current({}, { states: { own: stateOf() } }),
      'policies',
    ],
    [
      'with a policy less than when it was read is nominated',
      current({}, { states: { own: stateOf(), related: stateOf(), former: stateOf() } }),
      'policies',
    ],
    [
      'that a policy leaves out of its scope, as when it was read, is left alone',
      current({}, { states: { own: stateOf(), related: stateOf(), former: leftOut } }),
      undefined,
    ],
    ['in the scope of a policy again is nominated', current({}, {}, leftOut), 'policies'],
    ['that the graph shows otherwise is nominated', current({ state: 'NonCompliant' }), 'differs'],
    [
      'exempted, of which the graph shows the state without the exemption, is left alone',
      current({ state: 'Exempt', underlying: 'Compliant' }),
      undefined,
    ],
    [
      'not read for long, of which the graph shows too little, is nominated',
      current({}, { readStartedAt: '2026-02-28T00:00:00Z' }),
      'related',
    ],
  ])('%s', (_, state, nomination) => {
    const opinion = nominateCandidates({
      resource: account(true),
      known: state && knownOf(state, 'next scan'),
      policies: [own, related],
      context: {},
      readBefore: '2026-02-28T12:00:00Z',
    });
    expect(opinion.nomination).toBe(nomination);
  });
});
