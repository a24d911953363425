import { describe, expect, it } from 'vitest';
import type { RelatedOutcome } from '../../../src/platform/azure/types.ts';
import { account, collection, group, notFound, resource, subscription, useArm } from './fake-arm.ts';

const arm = useArm();
const server = `${group}/providers/Microsoft.Sql/servers/s`;
const diagnostics = 'Microsoft.Insights/diagnosticSettings';

function ids(outcome: RelatedOutcome): unknown {
  return outcome.kind === 'found' ? outcome.resources.map(({ id }) => id) : outcome;
}

describe('related resources', () => {
  it('are read by name', async () => {
    const service = `${account}/blobServices/default`;
    arm.serve(resource(service, 'Microsoft.Storage/storageAccounts/blobServices'));
    const query = {
      type: 'Microsoft.Storage/storageAccounts/blobServices',
      under: account,
      scope: 'resource',
    } as const;
    expect(ids(await arm.reader().related({ ...query, name: 'default' }))).toEqual([service]);
    expect(arm.requests[0]?.query.get('api-version')).toBe('2013-01-01');
    expect(ids(await arm.reader().related({ ...query, name: 'other' }))).toEqual([]);
  });

  it('are listed, with their type where the answer leaves it out', async () => {
    const setting = `${account}/providers/${diagnostics}/d`;
    arm.serve({
      [`${account}/providers/${diagnostics}`]: { value: [{ id: setting, type: null, properties: { a: 1 } }] },
    });
    expect(await arm.reader().related({ type: diagnostics, under: account, scope: 'resource' })).toEqual({
      kind: 'found',
      startedAt: '2026-03-01T12:00:00.000Z',
      resources: [{ id: setting, type: diagnostics, properties: { a: 1 } }],
    });
  });

  it('are none where the collection is not there or its provider is not registered', async () => {
    const query = { type: diagnostics, under: account, scope: 'resource' } as const;
    expect(ids(await arm.reader().related(query))).toEqual([]);
    arm.behave(() => ({ status: 409, body: { error: { code: 'MissingSubscriptionRegistration' } } }));
    expect(ids(await arm.reader().related(query))).toEqual([]);
    arm.behave(() => notFound('InvalidResourceType'));
    expect(await arm.reader().related(query)).toMatchObject({ kind: 'unmapped' });
  });

  it('are sought under every parent where the parent has no name', async () => {
    const tde = 'Microsoft.Sql/servers/databases/transparentDataEncryption';
    const databases = ['a', 'b', 'c'].map((name) =>
      resource(`${server}/databases/${name}`, 'Microsoft.Sql/servers/databases'),
    );
    const current = ['a', 'c'].map((name) => `${server}/databases/${name}/transparentDataEncryption/current`);
    arm.serve({
      ...collection(`${server}/databases`, ...databases),
      ...Object.assign({}, ...current.map((id) => resource(id, tde))),
    });
    const query = { type: tde, under: server, scope: 'resource', name: 'current' } as const;
    expect(ids(await arm.reader().related(query))).toEqual(current);
    arm.behave(({ path }) =>
      path.endsWith('/databases')
        ? { body: { value: databases.flatMap((item) => Object.values(item)) } }
        : { status: 403, body: { error: { code: 'AuthorizationFailed' } } },
    );
    expect(await arm.reader().related(query)).toMatchObject({
      kind: 'denied',
      reason: 'HTTP 403 AuthorizationFailed',
    });
  });

  it('are found in a subscription by their name alone', async () => {
    const alerts = 'Microsoft.Insights/activityLogAlerts';
    const places = ['a/x', 'b/wanted', 'c/unwanted'].map((place) => {
      const [rg, name] = place.split('/');
      return `${subscription}/resourceGroups/${rg}/providers/${alerts}/${name}`;
    });
    arm.serve(collection(`${subscription}/providers/${alerts}`, ...places.map((id) => resource(id, alerts))));
    const query = { type: alerts, under: subscription, scope: 'subscription' } as const;
    expect(ids(await arm.reader().related(query))).toEqual(places);
    expect(ids(await arm.reader().related({ ...query, name: 'Wanted' }))).toEqual([places[1]]);
  });

  it('are none of the scopes above and below, where a listing gives those too', async () => {
    const type = 'Microsoft.Authorization/policyAssignments';
    const assignments = [
      `/providers/Microsoft.Management/managementGroups/m/providers/${type}/above`,
      `${subscription}/providers/${type}/here`,
      `${group}/providers/${type}/below`,
    ];
    arm.serve(
      collection(`${subscription}/providers/${type}`, ...assignments.map((id) => resource(id, type))),
    );
    expect(ids(await arm.reader().related({ type, under: subscription, scope: 'subscription' }))).toEqual([
      assignments[1],
    ]);
  });

  it('are resource groups and subscriptions too', async () => {
    const type = 'Microsoft.Resources/subscriptions/resourceGroups';
    arm.serve({
      ...collection(`${subscription}/resourceGroups`, resource(group, 'Microsoft.Resources/resourceGroups')),
      [subscription]: { id: subscription },
    });
    expect(await arm.reader().related({ type, under: subscription, scope: 'subscription' })).toMatchObject({
      resources: [{ id: group, type }],
    });
    expect(
      ids(
        await arm
          .reader()
          .related({ type: 'Microsoft.Resources/subscriptions', under: subscription, scope: 'subscription' }),
      ),
    ).toEqual([subscription]);
  });

  it('are unmapped where their type, or that of a parent, has no api-version', async () => {
    for (const [type, under] of [
      ['Contoso.Imaging/scanners', account],
      ['Contoso.Imaging/scanners', 'nothing'],
      ['Microsoft.Storage/storageAccounts/unknown/deeper', account],
    ] as const) {
      expect(await arm.reader().related({ type, under, scope: 'resource' })).toMatchObject({
        kind: 'unmapped',
      });
    }
    expect(arm.requests).toEqual([]);
  });
});

describe('pages', () => {
  const path = `${account}/providers/${diagnostics}`;
  const query = { type: diagnostics, under: account, scope: 'resource' } as const;
  const page = (n: number) => ({
    value: [{ id: `${path}/${n}` }],
    nextLink: `${arm.url}${path}?page=${n + 1}`,
  });

  it('are followed to the end', async () => {
    arm.behave(({ query: asked }) => {
      const n = Number(asked.get('page') ?? 0);
      return { body: n === 3 ? { value: [{ id: `${path}/3` }], nextLink: null } : page(n) };
    });
    expect(ids(await arm.reader().related(query))).toEqual([0, 1, 2, 3].map((n) => `${path}/${n}`));
  });

  it.each([
    [{ status: 500 }, 'failed'],
    [{ status: 429 }, 'throttled'],
    [notFound('ResourceNotFound'), 'failed'],
    [{ body: { value: 1 } }, 'malformed'],
    [{ body: { value: [{ id: 1 }] } }, 'malformed'],
    [{ body: { value: ['x'] } }, 'malformed'],
  ])('are not short where one of them is %j', async (reply, kind) => {
    arm.behave(({ query: asked }) => (asked.has('page') ? reply : { body: page(0) }));
    expect(await arm.reader().related(query)).toMatchObject({ kind });
  });

  it('on another host are not asked for', async () => {
    for (const nextLink of ['https://elsewhere.example/x', arm.url.replace('https', 'http'), 'not a link']) {
      arm.behave(() => ({ body: { value: [], nextLink } }));
      expect(await arm.reader().related(query)).toMatchObject({
        kind: 'failed',
        reason: expect.stringContaining('host'),
      });
    }
    expect(arm.requests).toHaveLength(3);
  });

  it('without an end are a failure', async () => {
    arm.behave(() => ({ body: page(0) }));
    expect(await arm.reader().related(query)).toMatchObject({
      kind: 'failed',
      reason: 'more than 100 pages',
    });
    expect(arm.requests).toHaveLength(100);
  });
});
