import { describe, expect, test } from 'vitest';
import { estate, groups, imagingArchiveId, subscriptionId } from '../../local/estate/index.ts';
import { appIdentity } from '../../local/world.ts';
import type { ScansView, ScanView } from '../../src/compliance/index.ts';
import type { Resource, State } from '../../src/policy/types.ts';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

/** A second subscription of the same display name, with the same in it. */
const twinId = '2a7d9e54-8c31-4f60-b1d2-6e5f0c9a8b73';
const inTwin = (id: string): string => id.replace(subscriptionId, twinId);
const twin = JSON.parse(JSON.stringify(estate()).replaceAll(subscriptionId, twinId)) as Resource[];
const reader = (id: string) => ({
  principal: appIdentity.oid,
  scope: `/subscriptions/${id}`,
  actions: ['*/read'],
});
const both = [reader(subscriptionId), reader(twinId)];

const it = useWorld({
  messageLease: 120,
  resources: [...estate(), ...twin],
  roles: both,
  settings: { SUBSCRIPTIONS: `${subscriptionId},${twinId}` },
});

/** Runs a scan to its end, later than what was read within a minute before it would count as read by it. */
async function scan(): Promise<{ readonly view: ScanView; readonly seconds: number }> {
  const { app, world } = it;
  world.moveTime(120_000);
  const last = (await latest())?.id;
  const started = world.now();
  await app.run('full-scan');
  const id = await until('the scan to begin', async () => {
    const found = (await latest())?.id;
    return found === last ? undefined : found;
  });
  await drain({ app, world });
  const view = await latest();
  if (view?.id !== id || view.status !== 'finished') throw new Error('the scan did not end');
  return { view, seconds: (world.now() - started) / 1000 };
}

async function latest(): Promise<ScanView | undefined> {
  return (await it.app.json<ScansView>('/api/scans')).scans[0];
}

/** State by resource and policy, as the drifts have it. */
async function states(): Promise<Map<string, State>> {
  const drifts = await it.app.drifts();
  return new Map(drifts.map(({ resourceId, policy, to }) => [`${resourceId.toLowerCase()} ${policy}`, to]));
}

/** A change of which no event tells. */
async function silently(id: string, supportsHttpsTrafficOnly: boolean): Promise<void> {
  await it.app.azure.change({ method: 'PATCH', id, body: { properties: { supportsHttpsTrafficOnly } } });
}

const policy = 'storage-requires-secure-transfer';
const twinArchive = inTwin(imagingArchiveId);
const gapsOf = ({ gaps }: ScanView, kind: string) => gaps.filter((gap) => gap.kind === kind);

describe.skipIf(given)('a full scan under faults', () => {
  test('keeps subscriptions of one name apart', async () => {
    const { view } = await scan();
    const found = await states();
    const own = (id: string) => [...found.keys()].filter((key) => key.startsWith(`/subscriptions/${id}`));
    expect(own(subscriptionId).length).toBeGreaterThan(300);
    expect(own(twinId)).toHaveLength(own(subscriptionId).length);
    for (const key of own(subscriptionId)) expect(found.get(inTwin(key))).toBe(found.get(key));
    expect(view.gaps.every(({ kind }) => kind === 'unmapped')).toBe(true);
  });

  test('waits as long as a 429 in the middle asks for, and then finds all that it was to find', async () => {
    const { app } = it;
    await silently(imagingArchiveId, false);
    await silently(twinArchive, false);
    await app.azure.fault({
      match: { method: 'GET', idPattern: 'Microsoft.Storage/storageAccounts/stlakesideimages$' },
      status: 429,
      code: 'TooManyRequests',
      retryAfter: 372,
      times: 2,
    });
    const { view, seconds } = await scan();
    await app.azure.noFaults();
    expect(seconds).toBeGreaterThanOrEqual(372);
    expect(view).toMatchObject({ missed: { drifts: 2, resources: 2 } });
    expect(gapsOf(view, 'unconfirmed')).toEqual([]);
    for (const id of [imagingArchiveId, twinArchive])
      expect(await app.state(id, policy)).toBe('NonCompliant');
  });

  test('takes what is denied in a resource group for Unknown, says which group, and heals', async () => {
    const { app } = it;
    const before = await states();
    await silently(imagingArchiveId, true);
    await silently(twinArchive, true);
    const group = `/subscriptions/${subscriptionId}/resourceGroups/${groups.imaging}`;
    await app.azure.fault({
      match: { method: 'GET', idPattern: `^${group}/` },
      status: 403,
      code: 'AuthorizationFailed',
    });
    const { view } = await scan();
    await app.azure.noFaults();
    expect(gapsOf(view, 'denied').map(({ subject }) => subject.toLowerCase())).toContain(group.toLowerCase());
    // In the other subscription, the same change was seen.
    expect(await app.state(twinArchive, policy)).toBe('Compliant');
    expect(await app.state(imagingArchiveId, policy)).toBe('Unknown');
    const denied = await states();
    for (const [key, state] of denied)
      if (key.startsWith(group.toLowerCase()) && state !== before.get(key)) expect(state).toBe('Unknown');
    await scan();
    expect(await app.state(imagingArchiveId, policy)).toBe('Compliant');
  });

  test('takes a malformed answer for Unknown, and the good ones beside it for what they are', async () => {
    const { app } = it;
    await silently(imagingArchiveId, false);
    await silently(twinArchive, false);
    await app.azure.fault({ match: { method: 'GET', idPattern: imagingArchiveId }, malformed: true });
    const { view } = await scan();
    await app.azure.noFaults();
    expect(gapsOf(view, 'malformed').map(({ subject }) => subject)).toContain(imagingArchiveId);
    expect(await app.state(imagingArchiveId, policy)).toBe('Unknown');
    expect(await app.state(twinArchive, policy)).toBe('NonCompliant');
    await scan();
    expect(await app.state(imagingArchiveId, policy)).toBe('NonCompliant');
  });

  test('takes nothing for deleted where it may no longer read a subscription', async () => {
    const { app } = it;
    const before = await states();
    const drifted = (await app.drifts()).length;
    await app.azure.setRoles([reader(twinId)]);
    const { view } = await scan();
    const lost = await states();
    const fresh = (await app.drifts()).slice(drifted);
    expect(fresh.length).toBeGreaterThan(300);
    for (const { to, cause, resourceId } of fresh) {
      expect({ to, cause }).toEqual({ to: 'Unknown', cause: 'visibility' });
      expect(resourceId.toLowerCase()).toContain(subscriptionId);
    }
    for (const [key, state] of lost)
      if (key.startsWith(`/subscriptions/${twinId}`)) expect(state).toBe(before.get(key));
    expect(gapsOf(view, 'denied').some(({ subject }) => subject.includes(subscriptionId))).toBe(true);
    expect(view.missed).toMatchObject({ drifts: 0 });
    // The right comes back: everything is as it was.
    await app.azure.setRoles(both);
    await scan();
    expect(await states()).toEqual(before);
  });
});
