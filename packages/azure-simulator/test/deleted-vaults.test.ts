import { estate, groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, stranger, writer } from './start.ts';

const subscription = `/subscriptions/${subscriptionId}`;
const vaults = `${subscription}/resourceGroups/${groups.shared}/providers/Microsoft.KeyVault/vaults`;
const keys = `${vaults}/kv-lakeside-keys`;
const open = `${vaults}/kv-open`;
const deleted = `${subscription}/providers/Microsoft.KeyVault/deletedVaults`;
const located = `${subscription}/providers/Microsoft.KeyVault/locations/eastus2/deletedVaults`;
const body = { location: 'eastus2', properties: { sku: { family: 'A', name: 'standard' } } };

async function start() {
  const clock = manualClock();
  const azure = await startTestAzure({ now: clock.now });
  const ask = (method: string, path: string, given?: unknown, oid = writer) =>
    azure.call(method, path, { oid, ...(given === undefined ? {} : { body: given }) });
  return { azure, clock, ask };
}

describe('a key vault that is deleted', () => {
  it('is gone at once, and listed until it is purged', async () => {
    const { ask, clock } = await start();
    const { body: before } = await ask('GET', keys);
    expect((await ask('DELETE', keys)).status).toBe(200);
    expect((await ask('GET', keys)).status).toBe(404);
    expect((await ask('DELETE', keys)).status).toBe(204);
    const entry = {
      id: `${located}/kv-lakeside-keys`,
      name: 'kv-lakeside-keys',
      type: 'Microsoft.KeyVault/deletedVaults',
      properties: {
        vaultId: keys,
        location: 'eastus2',
        tags: before.tags,
        deletionDate: '2026-01-05T09:00:00.000Z',
        scheduledPurgeDate: '2026-04-05T09:00:00.000Z',
        purgeProtectionEnabled: true,
      },
    };
    expect((await ask('GET', deleted)).body).toEqual({ value: [entry] });
    expect((await ask('GET', entry.id)).body).toEqual(entry);
    expect((await ask('GET', `${located}/other`)).status).toBe(404);
    clock.advance(90 * 24 * 3_600_000);
    expect((await ask('GET', deleted)).body.value).toEqual([]);
    expect((await ask('PUT', keys, body)).status).toBe(201);
  });

  it('keeps its name, unless it is recovered as it was', async () => {
    const { ask, azure } = await start();
    const before = await ask('GET', keys);
    await ask('DELETE', keys);
    const elsewhere = keys.replace(groups.shared, groups.clinical);
    for (const id of [keys, elsewhere]) {
      const refused = await ask('PUT', id, body);
      expect([refused.status, refused.body.error.code]).toEqual([409, 'ConflictError']);
    }
    const recover = { ...body, properties: { ...body.properties, createMode: 'recover' } };
    expect((await ask('PUT', elsewhere, recover)).status).toBe(409);
    const recovered = await ask('PUT', keys, recover);
    expect([recovered.status, recovered.body]).toEqual([200, before.body]);
    expect((await ask('GET', `${keys}/keys/sql`)).status).toBe(200);
    expect((await ask('GET', deleted)).body.value).toEqual([]);
    expect(azure.simulation.changes.map(({ kind }) => kind)).toEqual(['Delete', 'Write']);
    expect((await ask('PUT', open, recover)).status).toBe(404);
  });

  it('is kept also when its group is deleted', async () => {
    const { ask } = await start();
    await ask('DELETE', `${subscription}/resourceGroups/${groups.imaging}`);
    const { body: listed } = await ask('GET', deleted);
    expect(listed.value.map(({ name }: { name: string }) => name)).toEqual([
      'kv-lakeside-imaging',
      'kv-lakeside-vendor',
    ]);
  });

  it('can be purged unless it is protected, by whoever has the right', async () => {
    const { ask, azure } = await start();
    await ask('PUT', open, body);
    await ask('DELETE', open);
    await ask('DELETE', keys);
    const protectedOne = await ask('POST', `${located}/kv-lakeside-keys/purge`);
    expect([protectedOne.status, protectedOne.body.error.code]).toEqual([405, 'MethodNotAllowed']);
    azure.simulation.roles.set([
      { principal: writer, scope: '/', actions: ['*'] },
      { principal: stranger, scope: subscription, actions: ['Microsoft.KeyVault/vaults/*'] },
    ]);
    expect((await ask('POST', `${located}/kv-open/purge`, undefined, stranger)).status).toBe(403);
    expect((await ask('GET', deleted, undefined, stranger)).status).toBe(403);
    expect((await ask('GET', `${located}/kv-open`, undefined, stranger)).status).toBe(403);
    expect((await ask('POST', `${located}/kv-open/purge`)).status).toBe(202);
    expect((await ask('PUT', open, body)).status).toBe(201);
    expect((await ask('PUT', deleted, body)).status).toBe(405);
  });
});

it('deleted vaults are listed in pages', async () => {
  const azure = await startTestAzure({ pageSize: 1, resources: estate() });
  for (const name of ['kv-lakeside-keys', 'kv-b']) {
    await azure.call('PUT', `${vaults}/${name}`, { oid: writer, body });
    await azure.call('DELETE', `${vaults}/${name}`, { oid: writer });
  }
  const first = await azure.call('GET', deleted);
  expect(first.body.value).toHaveLength(1);
  const next = new URL(first.body.nextLink);
  const second = await azure.call('GET', next.pathname, { query: next.searchParams.toString() });
  expect(second.body.value).toHaveLength(1);
  expect(second.body).not.toHaveProperty('nextLink');
});
