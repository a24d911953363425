import { randomUUID } from 'node:crypto';
import { groups, imagingArchiveId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { administrator, eventFor, groupId } from './support/azure.ts';
import { useApp } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useApp();
const secureTransfer = 'storage-requires-secure-transfer';
const off = { properties: { supportsHttpsTrafficOnly: false } };
const on = { properties: { supportsHttpsTrafficOnly: true } };

describe('one change', () => {
  test('gives one drift that tells all of it; remediating it gives a second one', async () => {
    const { app } = it;
    const id = await app.copyOf(imagingArchiveId);
    const before = await app.drifts(id);
    const correlationId = randomUUID();
    const [change] = await app.changed({ method: 'PATCH', id, body: off, correlationId });

    const [drift, ...more] = (await app.drifts(id)).slice(before.length);
    expect(more).toEqual([]);
    expect(drift).toMatchObject({
      resourceId: id,
      resourceType: 'Microsoft.Storage/storageAccounts',
      policy: secureTransfer,
      cause: 'resource',
      from: 'Compliant',
      to: 'NonCompliant',
      sequence: (before.at(-1)?.sequence ?? 0) + 1,
      before: [{ path: 'properties.supportsHttpsTrafficOnly', value: true }],
      after: [{ path: 'properties.supportsHttpsTrafficOnly', value: false, expected: 'true' }],
      actor: { objectId: administrator.oid, kind: 'User' },
      correlationId,
      eventTime: change?.time,
    });
    expect(drift?.controls).toContain('164.312(e)(1)');
    expect(drift?.candidates).toHaveLength(1);
    expect(await app.state(id, secureTransfer)).toBe('NonCompliant');

    await app.changed({ method: 'PATCH', id, body: on });
    const [back, ...others] = (await app.drifts(id)).slice(before.length + 1);
    expect(others).toEqual([]);
    expect(back).toMatchObject({ policy: secureTransfer, from: 'NonCompliant', to: 'Compliant' });
    expect(back?.sequence).toBe((drift?.sequence ?? 0) + 1);
  });

  test('told again, in every form that Event Grid knows, gives no second drift', async () => {
    const { app } = it;
    const id = await app.copyOf(imagingArchiveId);
    const known = (await app.drifts(id)).length;
    const [change] = await app.azure.change({ method: 'PATCH', id, body: off });
    if (!change) throw new Error('nothing changed');
    const eventId = randomUUID();
    const event = eventFor(change, {}, eventId);
    expect(await app.post([event])).toBeLessThan(300);
    expect(await app.drifts(id)).toHaveLength(known + 1);

    expect(await app.post([event, event])).toBeLessThan(300);
    const cloud = { schema: 'CloudEventSchemaV1_0' } as const;
    expect(await app.post([eventFor(change, cloud, eventId)], cloud.schema)).toBeLessThan(300);
    const notification = eventFor(change, { topic: 'resources' });
    expect(JSON.stringify(notification)).toContain('"supportsHttpsTrafficOnly":0');
    expect(await app.post([notification])).toBeLessThan(300);
    const { parsed } = (await app.health()).counters;
    await app.enqueue(event);
    await app.enqueue(eventFor(change, { ...cloud, topic: 'resources' }));
    await until('the queue to be read', async () =>
      (await app.health()).counters.parsed >= parsed + 2 ? true : undefined,
    );
    // The last of all to be evaluated: when it is told, the ones before it are done with.
    await app.changed({ method: 'PATCH', id, body: { tags: { told: 'again' } } });

    const drifts = (await app.drifts(id)).slice(known);
    expect(drifts.map(({ policy, to }) => [policy, to])).toEqual([[secureTransfer, 'NonCompliant']]);
  });
});

describe('what a resource is evaluated by', () => {
  test('a rule of a network security group is evaluated with the group', async () => {
    const { app } = it;
    const source = (await app.azure.resources()).find(
      ({ type, properties }) =>
        type === 'Microsoft.Network/networkSecurityGroups' &&
        (properties as { securityRules: unknown[] }).securityRules.length === 0,
    );
    const id = await app.copyOf(source?.id ?? groupId(groups.shared));
    const policy = 'nsg-blocks-rdp-from-internet';
    expect(await app.state(id, policy)).toBe('Compliant');
    const rule = `${id}/securityRules/open-rdp`;
    const properties = {
      protocol: 'Tcp',
      sourcePortRange: '*',
      destinationPortRange: '3389',
      sourceAddressPrefix: '*',
      destinationAddressPrefix: '*',
      access: 'Allow',
      priority: 100,
      direction: 'Inbound',
    };
    await app.changed({ method: 'PUT', id: rule, body: { properties } });
    expect(await app.state(id, policy)).toBe('NonCompliant');
    expect((await app.drifts(id)).findLast((drift) => drift.policy === policy)).toMatchObject({
      resourceId: id,
      from: 'Compliant',
      to: 'NonCompliant',
      candidates: [{ operation: 'Microsoft.Network/networkSecurityGroups/securityRules/write' }],
    });
    await app.changed({ method: 'DELETE', id: rule });
    expect(await app.state(id, policy)).toBe('Compliant');
  });

  test('a vault without its diagnostic settings is NonCompliant', async () => {
    const { app } = it;
    const policy = 'key-vault-logs-every-access';
    const settings = (await app.azure.resources()).filter(
      ({ id, type }) =>
        type === 'Microsoft.Insights/diagnosticSettings' && id?.includes('/Microsoft.KeyVault/vaults/'),
    );
    const vaults = settings.map(({ id }) => (id ?? '').split('/providers/Microsoft.Insights/')[0] ?? '');
    let vault: string | undefined;
    for (const candidate of vaults) {
      const copy = await app.copyOf(candidate);
      if ((await app.state(copy, policy)) === 'Compliant') vault = copy;
      if (vault) break;
    }
    if (!vault) throw new Error('no vault of the estate logs every access');
    const under = `${vault}/providers/microsoft.insights/`.toLowerCase();
    const own = (await app.azure.resources()).filter(({ id }) => id?.toLowerCase().startsWith(under));
    for (const { id = '' } of own) await app.changed({ method: 'DELETE', id });
    expect(await app.state(vault, policy)).toBe('NonCompliant');
    expect((await app.drifts(vault)).at(-1)).toMatchObject({
      policy,
      cause: 'resource',
      actor: { objectId: administrator.oid },
    });
  });
});

describe('the life of a resource', () => {
  test('its deletion closes what was known', async () => {
    const { app } = it;
    const id = await app.copyOf(imagingArchiveId);
    await app.changed({ method: 'PATCH', id, body: off });
    const known = await app.states(id);
    const before = (await app.drifts(id)).length;
    await app.changed({ method: 'DELETE', id });

    const closed = (await app.drifts(id)).slice(before);
    const evaluated = known?.states.filter(({ state }) => state !== 'NotApplicable') ?? [];
    expect(closed.map(({ policy }) => policy).toSorted()).toEqual(
      evaluated.map(({ policy }) => policy).toSorted(),
    );
    expect(closed.every(({ to, reason }) => to === 'NotApplicable' && reason === 'deleted')).toBe(true);
    expect(await app.states(id)).toMatchObject({ gone: true, states: [] });
  });

  test('a move is followed: states go along, closed here and not found again there', async () => {
    const { app } = it;
    const id = await app.copyOf(imagingArchiveId);
    await app.changed({ method: 'PATCH', id, body: off });
    const states = (await app.states(id))?.states;
    const target = groupId(groups.shared);
    const since = (await app.drifts(id)).length;
    await app.changed({
      method: 'POST',
      id: `${groupId(groups.imaging)}/moveResources`,
      body: { resources: [id], targetResourceGroup: target },
    });
    const moved = id.replace(groupId(groups.imaging), target);
    const there = await until('the moved resource to be seen', () => app.states(moved));
    const verdicts = (given: typeof states) => new Map(given?.map(({ policy, state }) => [policy, state]));
    expect(verdicts(there.states)).toEqual(verdicts(states));
    await until('its old id to be closed', async () => ((await app.states(id))?.gone ? true : undefined));
    expect(await app.drifts(moved)).toEqual([]);
    expect((await app.drifts(id)).slice(since).every(({ reason }) => reason === 'moved')).toBe(true);
  });
});
