import { imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, test } from 'vitest';
import { appIdentity } from '../../dev/world.ts';
import { given } from './support/connection.ts';
import { drain } from './support/drain.ts';
import { useWorld } from './support/setup.ts';
import { until } from './support/until.ts';

const it = useWorld({ messageLease: 120 });
const secureTransfer = 'storage-requires-secure-transfer';
const off = { properties: { supportsHttpsTrafficOnly: false } };
const on = { properties: { supportsHttpsTrafficOnly: true } };

/** An account that is known and of which nothing more waits. */
async function settledCopy(): Promise<string> {
  const id = await it.app.copyOf(imagingArchiveId);
  await drain(it);
  return id;
}

describe.skipIf(given)('in time', () => {
  test('moved time shows in the app, its storage and Azure', async () => {
    const { app, world } = it;
    const id = await settledCopy();
    world.moveTime(3_600_000);
    const since = new Date(world.now() - 60_000).toISOString();
    await app.changed({ method: 'PATCH', id, body: off });
    const [drift] = await app.drifts(id, since);
    expect(Date.parse(drift?.recordedAt ?? '')).toBeGreaterThan(Date.parse(since));
    expect(Date.parse(drift?.readAt ?? '')).toBeGreaterThan(Date.parse(since));
  });

  test('what may not be read is Unknown, by visibility, and comes back', async () => {
    const { app } = it;
    const id = await settledCopy();
    const before = await app.drifts(id);
    const roles = await app.azure.roles();
    try {
      await app.azure.setRoles([
        {
          principal: appIdentity.oid,
          scope: `/subscriptions/${subscriptionId}`,
          actions: ['*/read'],
          notActions: ['Microsoft.Storage/storageAccounts/read'],
        },
      ]);
      await app.changed({ method: 'PATCH', id, body: { tags: { a: 'b' } } });
    } finally {
      await app.azure.setRoles(roles);
    }
    const lost = (await app.drifts(id)).slice(before.length);
    expect(lost.length).toBeGreaterThan(1);
    for (const drift of lost) {
      expect(drift).toMatchObject({ to: 'Unknown', cause: 'visibility' });
      expect(drift.reason).toContain('403');
    }
    expect(await app.state(id, secureTransfer)).toBe('Unknown');
    await drain(it);
    const back = (await app.drifts(id)).slice(before.length + lost.length);
    expect(back.map(({ policy }) => policy).toSorted()).toEqual(lost.map(({ policy }) => policy).toSorted());
    for (const drift of back) expect(drift).toMatchObject({ from: 'Unknown', cause: 'visibility' });
    expect(await app.state(id, secureTransfer)).toBe('Compliant');
  });

  test('a throttled read is tried again when it may be, and the state stands until then', async () => {
    const { app, world } = it;
    const id = await settledCopy();
    const before = (await app.drifts(id)).length;
    await app.azure.fault({
      match: { method: 'GET', idPattern: id },
      status: 429,
      retryAfter: 372,
      times: 1,
    });
    await app.changed({ method: 'PATCH', id, body: off });
    const reads = await app.azure.reads(id);
    const stale = await app.states(id);
    expect(stale?.staleSince).toBeDefined();
    expect(stale?.staleReason).toContain('429');
    expect(stale?.states.find(({ policy }) => policy === secureTransfer)?.state).toBe('Compliant');
    expect(await app.drifts(id)).toHaveLength(before);

    world.moveTime(360_000);
    // Another account of the same provider is held back, too: asking for it would be asking too much.
    const { retries } = (await app.health()).counters;
    await app.changed({ method: 'PATCH', id, body: { tags: { more: 'than one' } } });
    expect((await app.health()).counters.retries).toBeGreaterThan(retries);
    expect(await app.azure.reads(id)).toBe(reads);

    await drain(it);
    const drifts = (await app.drifts(id)).slice(before);
    expect(drifts.map(({ policy, to }) => [policy, to])).toEqual([[secureTransfer, 'NonCompliant']]);
    expect(await app.azure.reads(id)).toBeGreaterThan(reads);
    expect((await app.states(id))?.staleSince).toBeUndefined();
  });

  test('a resource on its way is evaluated when it has settled', async () => {
    const { app } = it;
    const id = await settledCopy();
    const before = (await app.drifts(id)).length;
    await app.azure.change({ method: 'PATCH', id, body: { properties: { provisioningState: 'Updating' } } });
    await app.changed({ method: 'PATCH', id, body: off });
    expect(await app.drifts(id)).toHaveLength(before);
    expect((await app.states(id))?.staleReason).toContain('Updating');
    await app.azure.change({ method: 'PATCH', id, body: { properties: { provisioningState: 'Succeeded' } } });
    await drain(it);
    expect((await app.drifts(id)).slice(before)).toMatchObject([
      { policy: secureTransfer, to: 'NonCompliant' },
    ]);
    await app.changed({ method: 'PATCH', id, body: on });
  });

  test('not found right after it was made is not taken for deleted', async () => {
    const { app } = it;
    const source = (await app.azure.resources()).find(
      (each) => each.id?.toLowerCase() === imagingArchiveId.toLowerCase(),
    );
    const id = imagingArchiveId.replace(/[^/]+$/, `late${Date.now().toString(36)}`);
    await app.azure.fault({ match: { method: 'GET', idPattern: `${id}$` }, staleReads: 2 });
    await app.changed({ method: 'PUT', id, body: { ...source, id, name: id.split('/').at(-1) } });
    expect(await app.states(id)).toBeUndefined();
    await drain(it);
    expect(await app.state(id, secureTransfer)).toBe('Compliant');
    expect((await app.drifts(id)).every(({ cause }) => cause === 'baseline')).toBe(true);
  });

  test('an old answer right after a change is seen through', async () => {
    const { app } = it;
    const id = await settledCopy();
    const before = (await app.drifts(id)).length;
    await app.azure.fault({ match: { method: 'GET', idPattern: `${id}$` }, staleReads: 1 });
    await app.changed({ method: 'PATCH', id, body: off });
    expect(await app.drifts(id)).toHaveLength(before);
    await drain(it);
    expect((await app.drifts(id)).slice(before)).toMatchObject([
      { policy: secureTransfer, to: 'NonCompliant' },
    ]);
  });

  test('the first sight of an estate is a baseline, and a second scan finds nothing new', async () => {
    const { app } = it;
    await app.run('full-scan');
    await until('the scan to be queued', async () =>
      (await app.queue.getProperties()).approximateMessagesCount ? true : undefined,
    );
    await drain(it);
    const drifts = await app.drifts();
    expect(await app.state(imagingArchiveId, secureTransfer)).toBe('Compliant');
    const first = drifts.filter(({ resourceId }) => resourceId === imagingArchiveId);
    expect(first.every(({ cause, from }) => cause === 'baseline' && from === null)).toBe(true);

    const { scan } = await app.health();
    await app.run('full-scan');
    await until('the second scan to begin', async () =>
      (await app.health()).scan?.id === scan?.id ? undefined : true,
    );
    await drain(it);
    expect(await app.drifts()).toHaveLength(drifts.length);
  });
});
