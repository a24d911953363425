import { manualClock, reader, startTestAzure } from '@phiwatch/azure-simulator/testing';
import type { TestAzure } from '@phiwatch/azure-simulator/testing';
import { estate, groups, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { createAzure } from '../../../src/platform/azure-clients/create-azure.ts';
import type { GraphPage } from '../../../src/platform/azure/types.ts';
import type { ResourceType } from '../../../src/rules/controls/types.ts';

const scope = `/subscriptions/${subscriptionId}`;
const types = new Map<string, ResourceType>([
  [
    'microsoft.storage/storageaccounts',
    { type: 'Microsoft.Storage/storageAccounts', apiVersion: '2026-04-01', kind: 'tracked', indexed: true },
  ],
]);

/** What the product reads with, as the reader of these tests. */
function clientOf(azure: TestAzure, oid = reader, clock = manualClock()) {
  return createAzure({
    endpoint: azure.armUrl,
    types,
    credential: {
      getToken: async () => {
        const { token } = await azure.simulation.tokens.issue({
          oid,
          resource: 'https://management.azure.com',
        });
        return { token, expiresOnTimestamp: 8_640_000_000_000_000 };
      },
    },
    now: () => new Date(clock.now()),
    wait: async (ms) => Promise.resolve(clock.advance(ms)),
  });
}

async function all<T = GraphPage>(pages: AsyncIterable<T>): Promise<T[]> {
  const seen: T[] = [];
  for await (const page of pages) seen.push(page);
  return seen;
}

const idsOf = (pages: readonly GraphPage[]) =>
  pages.flatMap((page) => (page.kind === 'page' ? page.resources.map(({ id }) => id?.toLowerCase()) : []));

describe('Resource Graph', () => {
  it('gives the resources of a group with their properties, and the groups', async () => {
    const azure = await startTestAzure();
    const { graph } = clientOf(azure);
    const pages = await all(graph.resources(subscriptionId, [groups.imaging.toUpperCase()]));
    const listed = await azure.call('GET', `${scope}/resourceGroups/${groups.imaging}/resources`, {
      query: 'api-version=2022-12-01',
    });
    expect(idsOf(pages)).toEqual(
      listed.body.value.map(({ id }: { id: string }) => id.toLowerCase()).toSorted(),
    );
    const [page] = pages;
    const account = page?.kind === 'page' && page.resources.find(({ id }) => id === imagingArchiveId);
    expect(account).toMatchObject({
      type: 'microsoft.storage/storageaccounts',
      properties: expect.anything(),
    });
    expect(account).not.toHaveProperty('zones');
    expect(idsOf(await all(graph.resourceGroups(subscriptionId)))).toHaveLength(3);
  });

  it('goes on where a page ended, none missing and none twice', async () => {
    const ids = Array.from({ length: 2_345 }, (_, n) => ({
      id: `${scope}/resourceGroups/${groups.imaging}/providers/Microsoft.Network/virtualNetworks/n${n}`,
      type: 'Microsoft.Network/virtualNetworks',
      name: `n${n}`,
      location: 'eastus',
    }));
    const azure = await startTestAzure({ resources: [...estate(), ...ids] });
    const pages = await all(clientOf(azure).graph.resources(subscriptionId, [groups.imaging]));
    expect(pages).toHaveLength(3);
    const found = idsOf(pages).filter((id) => id?.includes('virtualnetworks/n'));
    expect(new Set(found).size).toBe(found.length);
    expect(found.length).toBeGreaterThanOrEqual(2_345);
  });

  it('gives the resources of several groups with one query, whatever they are called', async () => {
    const azure = await startTestAzure();
    const { graph } = clientOf(azure);
    const alone = [groups.imaging, groups.clinical].map(async (name) =>
      idsOf(await all(graph.resources(subscriptionId, [name]))),
    );
    const expected = (await Promise.all(alone)).flat();
    azure.simulation.log.length = 0;
    const together = await all(
      graph.resources(subscriptionId, [groups.imaging, "o'brien\\x", groups.clinical.toUpperCase()]),
    );
    expect(new Set(idsOf(together))).toEqual(new Set(expected));
    expect(idsOf(together)).toHaveLength(expected.length);
    expect(azure.simulation.log).toHaveLength(1);
  });

  it('finds resources by name and type, as long after a move as the graph lags where they were', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now, graphLagMs: 60_000 });
    const { graph } = clientOf(azure);
    const name = imagingArchiveId.split('/').at(-1) ?? '';
    const found = async (...types: string[]) =>
      idsOf(await all(graph.named([subscriptionId], ["o'brien\\x", name.toUpperCase()], types)));
    const type = 'Microsoft.Storage/storageAccounts';
    expect(await found('Microsoft.KeyVault/vaults', type)).toEqual([imagingArchiveId.toLowerCase()]);
    expect(await found('Microsoft.KeyVault/vaults')).toEqual([]);
    const target = `${scope}/resourceGroups/${groups.clinical}`;
    azure.simulation.change({
      method: 'POST',
      id: `${scope}/resourceGroups/${groups.imaging}/moveResources`,
      body: { resources: [imagingArchiveId], targetResourceGroup: target },
      actor: { oid: reader },
    });
    expect(await found(type)).toEqual([imagingArchiveId.toLowerCase()]);
    clock.advance(60_001);
    const moved = imagingArchiveId.replace(`/${groups.imaging}/`, `/${groups.clinical}/`);
    expect(await found(type)).toEqual([moved.toLowerCase()]);
  });

  it('keeps subscriptions apart', async () => {
    const other = '99999999-9999-4999-8999-999999999999';
    const twin = estate().map((resource) => ({
      ...resource,
      id: resource.id?.replaceAll(subscriptionId, other) ?? '',
    }));
    const azure = await startTestAzure({
      resources: [...estate(), ...twin],
      roles: [{ principal: reader, scope: '/', actions: ['*/read'] }],
    });
    const { graph } = clientOf(azure);
    const [own, theirs] = [
      idsOf(await all(graph.resources(subscriptionId, [groups.imaging]))),
      idsOf(await all(graph.resources(other, [groups.imaging]))),
    ];
    expect(theirs).toEqual(own.map((id) => id?.replaceAll(subscriptionId, other)));
    expect(own.length).toBeGreaterThan(5);
  });

  it('says where it was cut short', async () => {
    const many = Array.from({ length: 1_001 }, (_, n) => ({
      id: `${scope}/resourceGroups/big/providers/Microsoft.Network/virtualNetworks/n${n}`,
      type: 'Microsoft.Network/virtualNetworks',
      location: 'eastus',
    }));
    const azure = await startTestAzure({ resources: [...estate(), ...many], graphTruncates: true });
    const pages = await all(clientOf(azure).graph.resources(subscriptionId, ['big']));
    expect(pages).toMatchObject([{ kind: 'page', truncated: true }]);
  });

  it('lags behind by as much as it is told, and leaves out what may not be read', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now, graphLagMs: 60_000 });
    azure.simulation.change({ method: 'DELETE', id: imagingArchiveId, actor: { oid: reader } });
    const shows = async () =>
      idsOf(await all(clientOf(azure).graph.resources(subscriptionId, [groups.imaging]))).includes(
        imagingArchiveId.toLowerCase(),
      );
    expect(await shows()).toBe(true);
    clock.advance(60_001);
    expect(await shows()).toBe(false);
    azure.simulation.roles.set([]);
    expect(idsOf(await all(clientOf(azure).graph.resourceGroups(subscriptionId)))).toEqual([]);
  });

  it('has the subscriptions under a management group', async () => {
    const azure = await startTestAzure({ managementGroupOf: () => 'hospitals' });
    const { graph } = clientOf(azure);
    expect(idsOf(await all(graph.subscriptionsUnder('Hospitals')))).toEqual([scope]);
    expect(idsOf(await all(graph.subscriptionsUnder('others')))).toEqual([]);
  });

  describe('policy states', () => {
    const assignment = `${scope}/providers/Microsoft.Authorization/policyAssignments/a`;
    const state = (n: number, complianceState: string, more = {}) => ({
      resourceId: `${imagingArchiveId}${n}`,
      timestamp: `2026-03-01T08:0${n}:00.1234567Z`,
      // Azure writes ids in any case.
      policyAssignmentId: n % 2 === 0 ? assignment : assignment.toLowerCase(),
      policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/Https',
      policyDefinitionReferenceId: 'Https',
      complianceState,
      complianceReasonCode: 'noncompliant.actual',
      policyEvaluationDetails: { evaluatedExpressions: [{ path: 'large' }] },
      ...more,
    });
    const states = [1, 2, 3, 4, 5].map((n) => state(n, n < 4 ? 'Compliant' : 'NonCompliant'));

    it('are counted by policy and state, whatever the case of their ids', async () => {
      const single = state(6, 'Exempt', { policyDefinitionReferenceId: undefined });
      const azure = await startTestAzure({ policy: { states: [...states, single] }, pageSize: 2 });
      const { graph } = clientOf(azure);
      const first = await graph.policyStateCounts(subscriptionId);
      const second = await graph.policyStateCounts(subscriptionId, 'next' in first ? first.next : 'none');
      const counts = [first, second].flatMap((page) => (page.kind === 'counts' ? page.counts : []));
      const ids = {
        assignmentId: assignment.toLowerCase(),
        definitionId: '/providers/microsoft.authorization/policydefinitions/https',
      };
      expect(counts.toSorted((a, b) => b.count - a.count)).toEqual([
        { ...ids, referenceId: 'https', state: 'Compliant', count: 3, earliest: '2026-03-01T08:01:00.123Z' },
        {
          ...ids,
          referenceId: 'https',
          state: 'NonCompliant',
          count: 2,
          earliest: '2026-03-01T08:04:00.123Z',
        },
        { ...ids, state: 'Exempt', count: 1, earliest: '2026-03-01T08:06:00.123Z' },
      ]);
      expect(second).not.toHaveProperty('next');
    });

    it('that are not Compliant are given page by page, by the columns that are used', async () => {
      const azure = await startTestAzure({ policy: { states }, pageSize: 1 });
      const { graph } = clientOf(azure);
      const first = await graph.policyStates(subscriptionId, 'exceptions');
      expect(first).toMatchObject({
        kind: 'states',
        states: [
          {
            resourceId: `${imagingArchiveId}4`,
            referenceId: 'https',
            state: 'NonCompliant',
            reason: 'noncompliant.actual',
            timestamp: '2026-03-01T08:04:00.123Z',
          },
        ],
      });
      const next = 'next' in first ? first.next : 'none';
      const second = await graph.policyStates(subscriptionId, 'exceptions', next);
      expect(second).toMatchObject({ states: [{ resourceId: `${imagingArchiveId}5` }] });
      expect(second).not.toHaveProperty('next');
      // A token is good for its own query.
      expect(await graph.policyStateCounts(subscriptionId, next)).toMatchObject({ kind: 'failed' });
    });

    it('of one policy are all of its states', async () => {
      const other = state(1, 'Compliant', { policyDefinitionReferenceId: 'other' });
      const single = state(2, 'Compliant', { policyDefinitionReferenceId: undefined });
      const azure = await startTestAzure({ policy: { states: [...states, other, single] } });
      const { graph } = clientOf(azure);
      const found = async (referenceId?: string) => {
        const ids = { assignmentId: assignment, definitionId: single.policyDefinitionId };
        const page = await graph.policyStates(subscriptionId, {
          ...ids,
          ...(referenceId !== undefined && { referenceId }),
        });
        return page.kind === 'states' ? page.states.map((each) => each.resourceId) : page;
      };
      expect(await found('https')).toHaveLength(5);
      expect(await found('Other')).toEqual([other.resourceId]);
      expect(await found()).toEqual([single.resourceId]);
    });

    it('lag behind, and those that may not be read are left out without a word', async () => {
      const clock = manualClock();
      const azure = await startTestAzure({ policy: { states }, now: clock.now, graphLagMs: 60_000 });
      const { graph } = clientOf(azure, reader, clock);
      const exceptions = async () => {
        const page = await graph.policyStates(subscriptionId, 'exceptions');
        return page.kind === 'states' ? page.states.length : page;
      };
      azure.simulation.policyStates.set(state(1, 'NonCompliant'));
      azure.simulation.policyStates.remove(`${imagingArchiveId}4`, '2026-03-01T09:00:00Z');
      azure.simulation.policyStates.remove(`${imagingArchiveId}5`, '2026-03-01T09:00:00Z');
      expect(await exceptions()).toBe(2);
      clock.advance(60_001);
      expect(await exceptions()).toBe(1);
      azure.simulation.roles.set([]);
      expect(await exceptions()).toBe(0);
    });

    it('are none where an answer is cut short, or holds what is no policy state', async () => {
      const strange = await startTestAzure({
        policy: { states: [state(1, 'Unknown', { timestamp: 'never' })] },
      });
      const { graph } = clientOf(strange);
      expect(await graph.policyStates(subscriptionId, 'exceptions')).toMatchObject({ kind: 'malformed' });
      expect(await graph.policyStateCounts(subscriptionId)).toMatchObject({ kind: 'malformed' });
      const cut = await startTestAzure({ policy: { states }, pageSize: 1, graphTruncates: true });
      expect(await clientOf(cut).graph.policyStates(subscriptionId, 'exceptions')).toMatchObject({
        kind: 'failed',
      });
    });
  });
});

describe('limits', () => {
  it('are kept by the reader, which waits and is never refused', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ throttled: true, now: clock.now });
    const client = clientOf(azure, reader, clock);
    const started = clock.now();
    for (let n = 0; n < 40; n += 1) await all(client.graph.resourceGroups(subscriptionId));
    const read = () => client.scanReader.get(imagingArchiveId);
    for (let n = 0; n < 60; n += 1) await Promise.all(Array.from({ length: 20 }, read));
    expect(azure.simulation.log.filter(({ status }) => status === 429)).toEqual([]);
    const storage = client.budgets().filter(({ key }) => key.includes('microsoft.storage'));
    expect(storage.reduce((sum, { calls }) => sum + calls, 0)).toBe(1_200);
    expect(storage.every(({ throttled }) => throttled === 0)).toBe(true);
    // 800 reads at once and 160 a minute, a fifth of the burst being left to events.
    expect(clock.now() - started).toBeGreaterThan(((1_200 - 640) / (800 / 300)) * 1000 - 1_000);
  });
});
