import { expect, test } from 'vitest';
import type { Resource } from '../../../src/model/resource.ts';
import { evaluatePolicies } from '../../../src/monitoring/evaluation/index.ts';
import { account, accountId, FakeAzure, FakeClock, group, policyOf } from '../../support/fakes.ts';

const storage = 'Microsoft.Storage/storageAccounts';
const needs = { resourceGroup: true, subscription: false };

/** Decided by the resource alone where it can be; else it needs the resource group. */
const sharing = policyOf(
  'sharing',
  [storage],
  ({ properties }: Resource, { resourceGroup }) => {
    const { supportsHttpsTrafficOnly: on } = properties as { supportsHttpsTrafficOnly: unknown };
    if (on === false) return { state: 'NonCompliant', fields: [] };
    return resourceGroup
      ? { state: 'Compliant', fields: [] }
      : { state: 'Unknown', reason: 'group not read', fields: [] };
  },
  { needs },
);

test.each([
  ['that its own fields decide is evaluated', false, { kind: 'evaluated', state: 'NonCompliant' }],
  ['that needs the group is stale', true, { kind: 'stale', retryAfterSeconds: 40 }],
])('while the group is throttled, a policy %s', async (_, on, expected) => {
  const azure = new FakeAzure(new FakeClock());
  azure.instead.set(group.toLowerCase(), (startedAt) => ({
    kind: 'throttled',
    startedAt,
    retryAfterSeconds: 40,
    reason: 'HTTP 429',
  }));
  const { evaluations } = await evaluatePolicies(
    { resource: account(on), resourceId: accountId, policies: [sharing], context: {} },
    azure,
  );
  expect(evaluations.get('sharing')).toMatchObject(expected);
});

test('a policy of which several reads are throttled waits for the longest of the pauses asked for', async () => {
  const azure = new FakeAzure(new FakeClock());
  const queries = ['vaults', 'keys', 'secrets'].map((type) => ({
    type: `Microsoft.Test/${type}`,
    under: group,
    scope: 'resourceGroup' as const,
  }));
  for (const [n, { type, under }] of queries.entries())
    azure.instead.set(`${type}@${under}`.toLowerCase(), (startedAt) => ({
      kind: 'throttled',
      startedAt,
      retryAfterSeconds: [10, 300, 20][n] ?? 0,
      reason: 'HTTP 429',
    }));
  const all = policyOf('all', [storage], (_resource, _context, lookup) => {
    const pending = queries.filter((query) => !lookup(query));
    return { state: 'Unknown', fields: [], ...(pending.length > 0 && { pending }) };
  });
  const { evaluations } = await evaluatePolicies(
    { resource: account(true), resourceId: accountId, policies: [all], context: {} },
    azure,
  );
  expect(evaluations.get('all')).toMatchObject({ kind: 'stale', retryAfterSeconds: 300 });
});
