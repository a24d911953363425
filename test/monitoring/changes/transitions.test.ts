import { expect, test } from 'vitest';
import type { ResourceState } from '../../../src/model/resource-state.ts';
import { compareStates } from '../../../src/monitoring/changes/transitions.ts';
import type { Evaluation } from '../../../src/monitoring/evaluation/index.ts';
import { accountId, propertyPolicy, secureTransfer } from '../../support/fakes.ts';

const storage = 'Microsoft.Storage/storageAccounts';
const path = 'properties.supportsHttpsTrafficOnly';
const readAt = '2026-03-01T09:00:00Z';

const known = (values: Record<string, unknown>, more: Partial<ResourceState> = {}): ResourceState => ({
  resourceId: accountId,
  resourceType: storage,
  sequence: 1,
  readStartedAt: '2026-03-01T08:00:00Z',
  states: {
    [secureTransfer.name]: {
      state: 'Compliant',
      since: '2026-03-01T08:00:00Z',
      policyVersion: '1.0.0',
      values,
    },
  },
  reads: [],
  ...more,
});

const failing = (values: Record<string, unknown>): ReadonlyMap<string, Evaluation> =>
  new Map([
    [secureTransfer.name, { kind: 'evaluated', state: 'NonCompliant', fields: [], values, unread: false }],
  ]);

const version = (number: string) =>
  propertyPolicy(secureTransfer.name, storage, 'supportsHttpsTrafficOnly', true, number);

test.each([
  ['a value changed under the same version', { [path]: false }, '1.0.0', 'resource'],
  ['a value changed while a new version came', { [path]: false }, '2.0.0', 'resource'],
  ['only the version changed', { [path]: true }, '2.0.0', 'policy'],
  ['the new version also reads what was not read before', { [path]: true, other: 1 }, '2.0.0', 'policy'],
])('a drift for which %s names its cause', (_, values, number, cause) => {
  const { transitions } = compareStates(known({ [path]: true }), [version(number)], failing(values), readAt);
  expect(transitions).toMatchObject([{ cause, from: 'Compliant', next: { state: 'NonCompliant' } }]);
});

test('a state that cannot be confirmed is stale since the first try, not the last', () => {
  const stale = (seconds: number): ReadonlyMap<string, Evaluation> =>
    new Map([[secureTransfer.name, { kind: 'stale', reason: 'HTTP 429', retryAfterSeconds: seconds }]]);
  const first = compareStates(known({}), [secureTransfer], stale(10), readAt);
  const later = compareStates(
    known({}, { states: first.states }),
    [secureTransfer],
    stale(10),
    '2026-03-01T10:00:00Z',
  );
  expect(later.states[secureTransfer.name]).toMatchObject({
    state: 'Compliant',
    staleSince: readAt,
    tries: 2,
  });
});
