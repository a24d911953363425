import { estate, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { controlsView, health, statesOf } from '../../../src/assurance/posture/index.ts';
import type { Resource } from '../../../src/model/resource.ts';
import { cataloguePolicies } from '../../../src/monitoring/evaluation/index.ts';
import { beginScan } from '../../../src/monitoring/full-scan/index.ts';
import { handleEvent } from '../../../src/monitoring/ingestion/index.ts';
import { safeguardStatuses } from '../../../src/model/index.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import type { ResourceType } from '../../../src/rules/controls/index.ts';
import { account, accountId, budget, createWorld, drain, eventOf, noTenant } from '../../support/fakes.ts';

/** The shipped catalogue over the sample hospital. */
async function hospital() {
  const world = createWorld();
  const catalogue = loadCatalogue();
  const ports = {
    ...world.ports,
    catalogue,
    policies: { ...cataloguePolicies(catalogue), ...noTenant },
    subscriptions: [subscriptionId],
  };
  for (const resource of estate()) if (resource.id) world.azure.put({ ...resource, id: resource.id });
  await beginScan('request', ports);
  await drain({ ...world, ports });
  world.clock.advance(3600);
  return { ...world, ports };
}

test('the baseline of the sample hospital finds its faults, and nothing that cannot be said', async () => {
  const world = await hospital();
  const drifts = world.store.journal();
  expect(new Set(drifts.map(({ cause }) => cause))).toEqual(new Set(['baseline']));
  expect(
    drifts
      .filter(({ to }) => to === 'Unknown')
      .map(({ resourceId, policy, reason }) => ({ resourceId, policy, reason })),
  ).toEqual([]);
  expect(drifts.filter(({ to }) => to === 'NonCompliant').length).toBeGreaterThan(10);
  for (const { after } of drifts.filter(({ to }) => to === 'NonCompliant')) expect(after).not.toEqual([]);
});

test('secure transfer turned off on the imaging archive is one drift that says what it was and is', async () => {
  const world = await hospital();
  const before = world.store.journal().length;
  const archive = world.azure.resources.get(imagingArchiveId.toLowerCase()) as Resource & { id: string };
  const properties = { ...(archive['properties'] as object), supportsHttpsTrafficOnly: false };
  world.azure.put({ ...archive, properties });
  await handleEvent(eventOf(imagingArchiveId, world.clock.iso()), world.ports, budget);
  await drain(world);
  const drifts = world.store.journal();
  expect(drifts).toHaveLength(before + 1);
  expect(world.store.journal(imagingArchiveId).at(-1)).toMatchObject({
    policy: 'storage-requires-secure-transfer',
    controls: expect.arrayContaining(['164.312(e)(1)']),
    cause: 'resource',
    from: 'Compliant',
    to: 'NonCompliant',
    before: [{ path: 'properties.supportsHttpsTrafficOnly', value: true }],
    after: [{ path: 'properties.supportsHttpsTrafficOnly', value: false }],
  });
});

test('what is known can be asked for', async () => {
  const { ports } = await hospital();
  expect(await statesOf(imagingArchiveId, ports)).toMatchObject({
    resourceId: imagingArchiveId,
    states: expect.arrayContaining([
      expect.objectContaining({ policy: 'storage-requires-secure-transfer', state: 'Compliant' }),
    ]),
  });
  expect(await statesOf(`${imagingArchiveId}x`, ports)).toBe('never seen');
  expect(await statesOf('x', ports)).toBe('no resource id');

  const controls = await controlsView(ports);
  expect(controls).toHaveLength(ports.catalogue.controls.length);
  expect(controls[0]).toMatchObject({
    status: 'findings-open',
    counts: { NonCompliant: expect.any(Number) },
  });
  const ranks = controls.map(({ status }) => safeguardStatuses.indexOf(status));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  // No proof that people give is on record: nothing that needs one reads Compliant.
  expect(
    controls.filter(({ status, family }) => status === 'proofs-on-record' && family !== 'own-rules'),
  ).toEqual([]);
  expect(await health(ports)).toMatchObject({
    status: 'ok',
    queue: { waiting: 0, poisoned: 0 },
    rejected: 0,
  });
});

test('with nothing evaluated, no control is better than Unknown', async () => {
  const { ports } = createWorld();
  const controls = await controlsView({ ...ports, catalogue: loadCatalogue() });
  expect(new Set(controls.map(({ status }) => status))).toEqual(new Set(['unknown']));
});

test('health names the types that the cloud offers with an older api-version, or with none', async () => {
  const { ports } = await hospital();
  expect((await health(ports)).apiVersions).toEqual({ older: [], none: [] });
  const type = 'Microsoft.Storage/storageAccounts';
  const account = { type, apiVersion: '2023-01-01', kind: 'tracked', indexed: true } as const;
  const vault = { ...account, type: 'Microsoft.KeyVault/vaults', notOffered: 'the cloud offers none' };
  const older = { ...account, pinned: '2024-01-01' };
  const types = new Map<string, ResourceType>([
    [type.toLowerCase(), older],
    ['microsoft.keyvault/vaults', vault],
  ]);
  expect(await health({ ...ports, catalogue: { ...ports.catalogue, types } })).toMatchObject({
    apiVersions: {
      older: [{ type, pinned: '2024-01-01', used: '2023-01-01' }],
      none: [{ type: vault.type, reason: 'the cloud offers none' }],
    },
  });
});

test('the app is degraded by a watched subscription that was never read, or never gone through by a scan', async () => {
  const { ports, azure, clock, ...world } = await hospital();
  expect(await health(ports)).toMatchObject({ status: 'ok', unread: [] });
  const other = '22222222-2222-4222-8222-222222222222';
  const both = { ...ports, subscriptions: [subscriptionId, other] };
  const nothing = { subscriptionId: other, reason: 'nothing is known of it' };
  expect(await health(both)).toMatchObject({ status: 'degraded', unread: [nothing] });

  // An event tells of one resource, not of the others.
  const id = imagingArchiveId.replace(subscriptionId, other);
  azure.put({
    ...azure.resources.get(imagingArchiveId.toLowerCase()),
    id,
    type: 'Microsoft.Storage/storageAccounts',
  });
  await handleEvent(eventOf(id, clock.iso()), both, budget);
  expect(await health(both)).toMatchObject({
    status: 'degraded',
    unread: [{ subscriptionId: other, reason: 'no full scan of the last 30 days has gone through it' }],
  });
  clock.advance(120);
  await beginScan('request', both);
  await drain({ ...world, azure, clock, ports: both });
  expect(await health(both)).toMatchObject({ status: 'ok', unread: [] });
});

test('a subscription in which a scan may read nothing is unread', async () => {
  const { ports, azure, clock, ...world } = createWorld();
  azure.put(account(true));
  azure.instead.set(accountId.toLowerCase(), (startedAt) => ({
    kind: 'denied',
    startedAt,
    reason: 'HTTP 403',
  }));
  await beginScan('request', ports);
  await drain({ ...world, azure, clock, ports });
  expect(await health(ports)).toMatchObject({
    status: 'degraded',
    scan: { finishedAt: expect.any(String) as unknown },
    unread: [{ reason: 'nothing is known of it' }],
  });
});

test('the app is degraded while a state cannot be confirmed, or a message is poisoned', async () => {
  const world = await hospital();
  world.azure.instead.set(imagingArchiveId.toLowerCase(), (startedAt) => ({
    kind: 'failed',
    startedAt,
    reason: 'HTTP 503',
  }));
  const staleSince = world.clock.iso();
  await handleEvent(eventOf(imagingArchiveId, staleSince), world.ports, budget);
  expect(await health(world.ports)).toMatchObject({ status: 'ok', staleSince, queue: { waiting: 1 } });
  world.clock.advance(3700);
  expect(await health(world.ports)).toMatchObject({ status: 'degraded', staleSince });
});
