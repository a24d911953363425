import { estate, groups, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { appIdentity } from '../../dev/world.ts';
import type { Resource } from '../../src/model/resource.ts';
import { given } from './support/connection.ts';
import { knownStates } from './support/known.ts';
import { scanned } from './support/scans.ts';
import { useWorld } from './support/setup.ts';

const otherId = '0c7e5b2a-94d1-4f38-a6e0-3b8d1f5c7e29';
const inOther = (id: string) => id.replace(subscriptionId, otherId);
/** The storage accounts and vaults of the hospital, without its largest group. */
const hospital = estate().filter(
  ({ id, type }) =>
    !id?.includes(`/resourceGroups/${groups.clinical}`) &&
    /^Microsoft\.(Resources|Storage|KeyVault|Insights\/diagnosticSettings)\b/.test(type ?? ''),
);
/** The same again: every name, that of the subscription too, is there a second time. */
const twin = JSON.parse(JSON.stringify(hospital).replaceAll(subscriptionId, otherId)) as Resource[];
const ids = hospital.flatMap(({ id }) => id ?? []);

const it = useWorld({
  messageLease: 60,
  resources: [...hospital, ...twin],
  settings: { SUBSCRIPTIONS: `${subscriptionId},${otherId}` },
  roles: [subscriptionId, otherId].map((id) => ({
    principal: appIdentity.oid,
    scope: `/subscriptions/${id}`,
    actions: ['*/read'],
  })),
});

describe.skipIf(given)('two subscriptions of one display name', () => {
  test('are two: each is known whole, and a change in one is no change in the other', async () => {
    const { app } = it;
    const names = (await app.azure.resources()).flatMap(({ displayName }) => displayName ?? []);
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(1);
    const unread = async () =>
      (await app.health()).unread.map(({ subscriptionId: id, reason }) => [id, reason]);
    const nothing = 'nothing is known of it';
    expect(await unread()).toEqual([subscriptionId, otherId].map((id) => [id, nothing]));
    const first = await scanned(it);
    expect(await app.health()).toMatchObject({ status: 'ok', unread: [] });
    const known = await knownStates(app, ids);
    expect(first).toMatchObject({ parts: { total: 6, done: 6 } });
    const states = (all: typeof known) => [...all.values()].map(({ state }) => state);
    expect(states(await knownStates(app, ids.map(inOther)))).toEqual(states(known));
    expect(known.size).toBeGreaterThan(60);

    const changed = inOther(imagingArchiveId);
    const body = { properties: { supportsHttpsTrafficOnly: false } };
    await app.azure.change({ method: 'PATCH', id: changed, body });
    const second = await scanned(it);
    expect(second).toMatchObject({ drifts: 1, missed: { drifts: 1, resources: 1 } });
    const policy = 'storage-requires-secure-transfer';
    expect(await app.state(changed, policy)).toBe('NonCompliant');
    expect(await app.state(imagingArchiveId, policy)).toBe('Compliant');

    // One of them can no longer be read: the other stands.
    const roles = await app.azure.roles();
    await app.azure.setRoles(roles.slice(0, 1));
    const third = await scanned(it);
    expect(await knownStates(app, ids)).toEqual(known);
    expect(await app.state(changed, policy)).toBe('Unknown');
    const subjects = third.gaps.flatMap(({ kind, subject }) => (kind === 'denied' ? [subject] : []));
    expect(subjects.every((subject) => subject.startsWith(`/subscriptions/${otherId}`))).toBe(true);
    expect(subjects).toHaveLength(3);
    await app.azure.setRoles(roles);
    await scanned(it);
    expect(await app.state(changed, policy)).toBe('NonCompliant');
  });
});
