import { describe, expect, test } from 'vitest';
import type { Resource } from '../../../src/model/resource.ts';
import type { State } from '../../../src/model/states.ts';
import { evaluatePolicies, relatedTypesOf } from '../../../src/monitoring/evaluation/index.ts';
import type { ReadFailure } from '../../../src/platform/azure/types.ts';
import type { CataloguePolicy } from '../../../src/rules/controls/types.ts';
import type { RelatedQuery, Verdict } from '../../../src/rules/policy/types.ts';
import {
  account,
  accountId,
  existencePolicy,
  FakeAzure,
  FakeClock,
  group,
  policyOf,
  subscription,
} from '../../support/fakes.ts';

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

const evaluate = (policies: readonly CataloguePolicy[], azure: FakeAzure, resource = account(true)) =>
  evaluatePolicies({ resource, resourceId: resource.id, policies, context: {} }, azure);

const failing =
  (kind: ReadFailure['kind'], reason: string) =>
  (startedAt: string): ReadFailure => ({
    kind,
    startedAt,
    reason,
    retryAfterSeconds: 30,
  });

test.each<[look: number, state: State, why: string]>([
  [3, 'Compliant', 'three rounds of look-ups are enough for every policy that there is'],
  [4, 'Unknown', 'a fourth leads on without end'],
])('a policy that takes %i look-ups, each after the last, is %s, as %s', async (count, state, _why) => {
  const chain = policyOf('chain', [storage], (_resource, _context, lookup) => {
    for (let n = 1; n <= count; n += 1) {
      const query: RelatedQuery = { type: `Microsoft.Test/t${n}`, under: group, scope: 'resourceGroup' };
      if (!lookup(query)) return { state: 'Unknown', fields: [], pending: [query] };
    }
    return { state: 'Compliant', fields: [] };
  });
  const azure = new FakeAzure(new FakeClock());
  const { evaluations, reads } = await evaluate([chain], azure);
  expect(evaluations.get('chain')).toMatchObject({ state });
  expect(azure.relatedReads).toHaveLength(3);
  expect(reads).toEqual(azure.relatedReads);
});

describe('a policy that looks at others', () => {
  const vaults = existencePolicy('vaults', 'Microsoft.Test/vaults', group, 'resourceGroup');
  const asked = `Microsoft.Test/vaults@${group}`.toLowerCase();

  test.each<[ReadFailure['kind'], expected: object, why: string]>([
    ['throttled', { kind: 'stale', reason: 'read throttled (why)', retryAfterSeconds: 30 }, 'it passes'],
    ['failed', { kind: 'stale', reason: 'read failed (why)', retryAfterSeconds: 0 }, 'it passes'],
    ['denied', { state: 'Unknown', reason: 'read denied (why)', unread: true }, 'it stays so'],
    ['malformed', { state: 'Unknown', reason: 'answer not understood (why)', unread: true }, 'it stays so'],
    ['unmapped', { state: 'Unknown', reason: 'no way to read it (why)', unread: true }, 'it stays so'],
  ])('whose look-up is %s: %o, as %s', async (kind, expected, _why) => {
    const azure = new FakeAzure(new FakeClock());
    azure.instead.set(asked, failing(kind, 'why'));
    const { evaluations, reads } = await evaluate([vaults], azure);
    expect(evaluations.get('vaults')).toMatchObject(expected);
    expect(reads).toEqual([asked]);
  });

  test('says of all its look-ups that failed for now why, each reason once', async () => {
    const queries = ['a', 'b', 'c'].map((type): RelatedQuery => ({
      type,
      under: group,
      scope: 'resourceGroup',
    }));
    const all = policyOf('all', [storage], (_resource, _context, lookup) => {
      const pending = queries.filter((query) => !lookup(query));
      return { state: 'Unknown', fields: [], ...(pending.length > 0 && { pending }) };
    });
    const azure = new FakeAzure(new FakeClock());
    for (const [type, reason] of [
      ['a', 'HTTP 503'],
      ['b', 'HTTP 500'],
      ['c', 'HTTP 503'],
    ])
      azure.instead.set(`${type}@${group}`.toLowerCase(), failing('failed', reason ?? ''));
    expect((await evaluate([all], azure)).evaluations.get('all')).toEqual({
      kind: 'stale',
      reason: 'read failed (HTTP 503); read failed (HTTP 500)',
      retryAfterSeconds: 0,
    });
  });

  test('is decided by what can be read, if that is enough, whatever else was denied', async () => {
    const either = policyOf('either', [storage], (_resource, _context, lookup) => {
      const query: RelatedQuery = { type: 'Microsoft.Test/vaults', under: group, scope: 'resourceGroup' };
      const answer = lookup(query);
      return answer
        ? { state: 'NonCompliant', reason: 'own', fields: [] }
        : { state: 'Unknown', fields: [], pending: [query] };
    });
    const azure = new FakeAzure(new FakeClock());
    azure.instead.set(asked, failing('denied', 'why'));
    expect((await evaluate([either], azure)).evaluations.get('either')).toMatchObject({
      state: 'NonCompliant',
      reason: 'own',
      unread: false,
    });
  });

  test.each<[what: string, Partial<RelatedQuery>, reads: number]>([
    ['the same', {}, 1],
    ['the same, spelled otherwise', { under: group.toUpperCase(), type: 'MICROSOFT.TEST/VAULTS' }, 1],
    ['one of a name', { name: 'keys' }, 2],
    ['another type', { type: 'Microsoft.Test/keys' }, 2],
    ['another place', { under: accountId }, 2],
    ['another scope', { scope: 'subscription' }, 2],
  ])('and for %s in another policy: %o takes %i reads', async (_what, more, reads) => {
    const first: RelatedQuery = { type: 'Microsoft.Test/vaults', under: group, scope: 'resourceGroup' };
    const asking = [first, { ...first, ...more }].map((query, n) =>
      policyOf(`p${n}`, [storage], (_resource, _context, lookup) =>
        lookup(query)
          ? { state: 'Compliant', fields: [] }
          : { state: 'Unknown', fields: [], pending: [query] },
      ),
    );
    const azure = new FakeAzure(new FakeClock());
    const { evaluations } = await evaluate(asking, azure);
    expect(evaluations.size).toBe(2);
    expect(azure.relatedReads).toHaveLength(reads);
  });

  test('and the next one do not read again what the last round has read', async () => {
    const one: RelatedQuery = { type: 'one', under: group, scope: 'resourceGroup' };
    const two: RelatedQuery = { type: 'two', under: group, scope: 'resourceGroup' };
    const twice = policyOf('twice', [storage], (_resource, _context, lookup) => {
      if (!lookup(two)) return { state: 'Unknown', fields: [], pending: lookup(one) ? [one, two] : [one] };
      return { state: 'Compliant', fields: [] };
    });
    const azure = new FakeAzure(new FakeClock());
    await evaluate([twice], azure);
    expect(azure.relatedReads).toHaveLength(2);
  });
});

describe('a policy', () => {
  test.each<[Verdict['state'], values: object, why: string]>([
    ['NonCompliant', { read: true }, 'the next drift shows them as what was before'],
    ['Compliant', { read: true }, 'the next drift shows them as what was before'],
    ['NotApplicable', {}, 'the policy has nothing to say of it'],
  ])('that is %s has the values %o, as %s', async (state, values, _why) => {
    const policy = policyOf('p', [storage], () => ({ state, fields: [] }), {
      values: () => ({ read: true }),
    });
    const { evaluations } = await evaluate([policy], new FakeAzure(new FakeClock()));
    expect(evaluations.get('p')).toStrictEqual({
      kind: 'evaluated',
      state,
      fields: [],
      values,
      unread: false,
    });
  });

  test('that throws is Unknown, which is not for want of reading', async () => {
    const policy = policyOf('p', [storage], () => {
      throw new Error('no');
    });
    const { evaluations } = await evaluate([policy], new FakeAzure(new FakeClock()));
    expect(evaluations.get('p')).toEqual({
      kind: 'evaluated',
      state: 'Unknown',
      reason: 'its evaluation failed (Error: no)',
      fields: [],
      values: {},
      unread: false,
    });
  });
});

describe('what a rule needs besides the resource', () => {
  type Need = 'resourceGroup' | 'subscription';
  const needing = (...wanted: readonly Need[]) =>
    policyOf(
      `needs ${wanted.join(' and ')}`,
      undefined,
      (_resource, context) => {
        const seen = wanted.filter((need) => context[need]);
        return seen.length === wanted.length
          ? { state: 'Compliant', fields: [] }
          : { state: 'Unknown', reason: 'not there', fields: [] };
      },
      {
        needs: {
          resourceGroup: wanted.includes('resourceGroup'),
          subscription: wanted.includes('subscription'),
        },
      },
    );

  const world = () => {
    const azure = new FakeAzure(new FakeClock());
    for (const id of [group, subscription]) azure.put({ id, type: 'Microsoft.Test/container' });
    return azure;
  };

  test.each<[Need[], id: string, reads: string[], why: string]>([
    [[], accountId, [], 'nothing is wanted'],
    [['resourceGroup'], accountId, [group], 'only that is wanted'],
    [['subscription'], accountId, [subscription], 'only that is wanted'],
    [['resourceGroup', 'subscription'], accountId, [group, subscription], 'both are wanted'],
    [['resourceGroup'], group.toUpperCase(), [], 'it is the group itself that is evaluated'],
    [['subscription'], subscription, [], 'it is the subscription itself that is evaluated'],
  ])('%j of %s: reads %j, as %s', async (needs, id, reads, _why) => {
    const azure = world();
    const { evaluations, reads: keys } = await evaluate([needing(...needs)], azure, account(true, id));
    expect(azure.reads).toEqual(reads);
    expect(keys).toEqual(reads.map((each) => each.toLowerCase()));
    expect([...evaluations.values()]).toMatchObject([{ state: 'Compliant' }]);
  });

  test('is Unknown, not unread, for a resource that lies in no group', async () => {
    const azure = world();
    const { evaluations } = await evaluate([needing('resourceGroup')], azure, account(true, subscription));
    expect(azure.reads).toEqual([]);
    expect([...evaluations.values()]).toMatchObject([
      { state: 'Unknown', reason: 'not there', unread: false },
    ]);
  });

  test('that is gone meanwhile is Unknown, not unread', async () => {
    const azure = world();
    azure.remove(group);
    const { evaluations } = await evaluate([needing('resourceGroup')], azure);
    expect([...evaluations.values()]).toMatchObject([
      { state: 'Unknown', reason: 'not there', unread: false },
    ]);
  });

  test('concerns only who needs it, if it cannot be read', async () => {
    const azure = world();
    azure.instead.set(group.toLowerCase(), failing('denied', 'why'));
    const ofGroup = needing('resourceGroup');
    const broken = policyOf('broken', undefined, () => ({ state: 'Unknown', reason: 'its own', fields: [] }));
    const { evaluations } = await evaluate([ofGroup, needing('subscription'), broken], azure);
    expect([...evaluations.values()]).toMatchObject([
      { state: 'Unknown', reason: 'read denied (why)', unread: true },
      { state: 'Compliant' },
      { state: 'Unknown', reason: 'its own', unread: false },
    ]);
  });
});

test('the related types of policies are listed once, in lower case', () => {
  const [one, two] = ['Microsoft.Test/Keys', 'microsoft.test/keys'].map((type) =>
    existencePolicy(type, type, group, 'resourceGroup'),
  );
  const none = policyOf('none', [storage], () => ({ state: 'Compliant', fields: [] }));
  expect(relatedTypesOf([one, none, two].filter((each) => each !== undefined))).toEqual([
    'microsoft.test/keys',
  ]);
});
