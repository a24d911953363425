import { reader } from '@phiwatch/azure-simulator/testing';
import { estate, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { expect, test } from 'vitest';
import { createAzureReader } from '../../../src/platform/azure-clients/create-azure.ts';
import { createAzureWriter } from '../../../src/platform/azure-clients/azure-writer.ts';
import {
  chooseVersions,
  isChosenFor,
  typeInCloud,
  typesInCloud,
  typesMoved,
} from '../../../src/monitoring/tenant-policies/api-versions.ts';
import { loadCatalogue } from '../../../src/rules/controls/index.ts';
import type { ResourceType } from '../../../src/rules/controls/index.ts';
import { startTenant } from '../../support/tenant.ts';

const type = (name: string, apiVersion: string): ResourceType => ({
  type: name,
  apiVersion,
  kind: 'tracked',
  indexed: true,
});

const account = type('Microsoft.Storage/storageAccounts', '2026-04-01');
const known = new Map([account].map((each) => [each.type.toLowerCase(), each]));
const listing = (resourceType: string, apiVersions: unknown) => [
  { namespace: 'Microsoft.Storage', resourceTypes: [{ resourceType, apiVersions }] },
];
const accountType = account.type.toLowerCase();

/** The reader of these tests may write too. */
const everything = [{ principal: reader, scope: `/subscriptions/${subscriptionId}`, actions: ['*'] }];

test.each([
  ['the pin where it is offered', ['2026-09-01', '2026-04-01', '2024-01-01'], '2026-04-01'],
  [
    'the newest that is older, and no preview',
    ['2025-01-01-preview', '2023-01-01', '2024-01-01'],
    '2024-01-01',
  ],
  ['none where all are newer or previews', ['2026-09-01', '2024-01-01-preview'], undefined],
  ['the pin where nothing is said', undefined, '2026-04-01'],
  ['the pin where nothing is listed', [], '2026-04-01'],
])('chooses %s', (_, apiVersions, use) => {
  const chosen = chooseVersions(listing('storageAccounts', apiVersions), known);
  expect(chosen).toEqual({ [accountType]: { pin: '2026-04-01', ...(use !== undefined && { use }) } });
});

test('a version that has a setting of our policies elsewhere is not used, as the rule would find nothing', () => {
  const alias = 'Microsoft.Storage/storageAccounts/minimumTlsVersion';
  const path = 'properties.minimumTlsVersion';
  const typed = new Map([[accountType, { ...account, paths: { [alias.toLowerCase()]: path } }]]);
  const list = (elsewhere: readonly string[]) => [
    {
      namespace: 'Microsoft.Storage',
      resourceTypes: [
        {
          resourceType: 'storageAccounts',
          apiVersions: ['2024-01-01', '2023-01-01'],
          aliases: [
            { name: alias, defaultPath: path, paths: [{ path: 'properties.tls', apiVersions: elsewhere }] },
          ],
        },
      ],
    },
  ];
  const used = (elsewhere: readonly string[]) => chooseVersions(list(elsewhere), typed)[accountType];
  expect(used(['2022-01-01'])).toEqual({ pin: '2026-04-01', use: '2024-01-01' });
  expect(used(['2024-01-01'])).toEqual({ pin: '2026-04-01', use: '2023-01-01' });
  expect(used(['2024-01-01', '2023-01-01'])).toEqual({ pin: '2026-04-01' });
});

test('a preview that is pinned is used where it is offered, else the newest stable one of that day or before', () => {
  const pinned = new Map([[accountType, type(account.type, '2021-05-01-preview')]]);
  const chosen = (versions: readonly string[]) =>
    chooseVersions(listing('storageAccounts', versions), pinned)[accountType]?.use;
  expect(chosen(['2021-05-01-preview', '2020-01-01'])).toBe('2021-05-01-preview');
  expect(chosen(['2022-01-01', '2020-01-01'])).toBe('2020-01-01');
});

test('a scan without the policies of the tenant reads by the list too', () => {
  const types = typesInCloud(listing('storageAccounts', ['2024-01-01']), known);
  expect([...types.values()]).toEqual([{ ...account, apiVersion: '2024-01-01', pinned: '2026-04-01' }]);
});

test('a child that is not listed is offered what its parent is; a type of another provider keeps its pin', () => {
  const types = new Map(
    [
      type('Microsoft.Storage/storageAccounts/blobServices', '2026-04-01'),
      type('Microsoft.Sql/servers', '2025-01-01'),
    ].map((each) => [each.type.toLowerCase(), each]),
  );
  expect(chooseVersions(listing('storageAccounts', ['2024-01-01']), types)).toEqual({
    'microsoft.storage/storageaccounts/blobservices': { pin: '2026-04-01', use: '2024-01-01' },
    'microsoft.sql/servers': { pin: '2025-01-01', use: '2025-01-01' },
  });
});

test('of several subscriptions the oldest choice counts, and none that was made for another pin', () => {
  const choice = (use: string | undefined, pin = '2026-04-01') => ({
    [accountType]: { pin, ...(use !== undefined && { use }) },
  });
  expect(typeInCloud(account, [])).toBe(account);
  expect(typeInCloud(account, [choice('2026-04-01'), choice('2022-01-01', '2023-01-01')])).toBe(account);
  expect(typeInCloud(account, [choice('2024-01-01'), choice('2023-01-01')])).toEqual({
    ...account,
    apiVersion: '2023-01-01',
    pinned: '2026-04-01',
  });
  expect(typeInCloud(account, [choice('2024-01-01'), choice(undefined)])).toMatchObject({
    notOffered: 'the cloud offers no api-version of it, up to 2026-04-01, by which our policies can read it',
  });
  expect(isChosenFor(choice('2024-01-01'), known)).toBe(true);
  expect(isChosenFor(choice('2022-01-01', '2023-01-01'), known)).toBe(false);
  expect(isChosenFor(undefined, known)).toBe(false);
  expect([...typesMoved(undefined, choice('2024-01-01'))]).toEqual([accountType]);
  expect([...typesMoved(choice('2024-01-01'), choice('2024-01-01'))]).toEqual([]);
  expect([...typesMoved(undefined, choice('2026-04-01'))]).toEqual([]);
  expect([...typesMoved(choice('2024-01-01'), choice(undefined))]).toEqual([accountType]);
});

test('in a cloud that offers an older version, it is read and written with that, and nothing is Unknown', async () => {
  const tenant = await startTenant([], {
    offeredVersions: { 'microsoft.storage/storageaccounts': ['2024-01-01', '2022-09-01'] },
    roles: everything,
  });
  const { connection, types, azure } = tenant;
  const azureReader = createAzureReader({ ...connection, types });
  const writer = createAzureWriter({ ...connection, types });
  // Before anything is known of the cloud, the pin is tried and Azure's refusal is the reason.
  expect(await azureReader.get(imagingArchiveId)).toMatchObject({
    kind: 'unmapped',
    reason: 'HTTP 400 NoRegisteredProviderFound',
  });
  expect(
    await writer.write({
      id: imagingArchiveId,
      method: 'PATCH',
      body: { properties: { minimumTlsVersion: 'TLS1_2' } },
      correlationId: 'c',
    }),
  ).toMatchObject({ kind: 'refused', why: 'HTTP 400 NoRegisteredProviderFound' });
  await tenant.policies.refresh(subscriptionId);
  expect(await azureReader.get(imagingArchiveId)).toMatchObject({ kind: 'found' });
  const read = await writer.read(imagingArchiveId);
  expect(read).toMatchObject({ kind: 'found', apiVersion: '2024-01-01' });
  expect(
    await writer.write({
      id: imagingArchiveId,
      method: 'PATCH',
      body: { properties: { minimumTlsVersion: 'TLS1_2' } },
      correlationId: 'c',
    }),
  ).toMatchObject({ kind: 'done' });
  expect(azure.simulation.changes.at(-1)?.url).toContain('api-version=2024-01-01');
});

test('every resource of the hospital is read where each type is offered with two versions, both older', async () => {
  const older = ['2015-06-01', '2014-04-01'];
  const types = [...loadCatalogue().types.keys()];
  const tenant = await startTenant([], {
    offeredVersions: Object.fromEntries(types.map((each) => [each, older])),
  });
  const { connection, azure } = tenant;
  const azureReader = createAzureReader({ ...connection, types: tenant.types });
  const ids = estate().flatMap(({ id, type: each }) =>
    id !== undefined && types.includes(each.toLowerCase()) ? [id] : [],
  );
  const kinds = async () => {
    const read = await Promise.all(ids.map((id) => azureReader.get(id)));
    return Map.groupBy(read, ({ kind }) => kind);
  };
  expect([...(await kinds()).keys()]).toEqual(['unmapped']);
  await tenant.policies.refresh(subscriptionId);
  expect([...(await kinds()).keys()]).toEqual(['found']);
  const used = new Set(azure.simulation.log.slice(-ids.length).map(({ apiVersion }) => apiVersion));
  expect(used).toEqual(new Set(['2015-06-01']));
});

test('a write goes with the api-version of what was read, whatever is chosen meanwhile', async () => {
  const tenant = await startTenant([], { roles: everything });
  const { connection, types, azure } = tenant;
  const writer = createAzureWriter({ ...connection, types });
  const read = await writer.read(imagingArchiveId);
  if (read.kind !== 'found') throw new Error(read.kind);
  types.set(accountType, { ...account, apiVersion: '2023-01-01' });
  await writer.write({
    id: imagingArchiveId,
    method: 'PATCH',
    body: { properties: { minimumTlsVersion: 'TLS1_2' } },
    apiVersion: read.apiVersion ?? '',
    correlationId: 'c',
  });
  expect(azure.simulation.changes.at(-1)?.url).toContain('api-version=2026-04-01');
});

test('a type of which the cloud offers no version is Unknown with the reason, and is not written', async () => {
  const tenant = await startTenant([], {
    offeredVersions: { 'microsoft.storage/storageaccounts': ['2024-01-01-preview'] },
    roles: everything,
  });
  const { connection, types, azure } = tenant;
  await tenant.policies.refresh(subscriptionId);
  const why =
    'Microsoft.Storage/storageAccounts: the cloud offers no api-version of it, up to 2026-04-01, by which our policies can read it';
  expect(await createAzureReader({ ...connection, types }).get(imagingArchiveId)).toMatchObject({
    kind: 'unmapped',
    reason: why,
  });
  const write = { id: imagingArchiveId, method: 'PATCH', body: {}, correlationId: 'c' } as const;
  expect(await createAzureWriter({ ...connection, types }).write(write)).toEqual({ kind: 'refused', why });
  expect(azure.simulation.changes).toEqual([]);
});

test('what was chosen is kept for other instances, and the list is read once a day or when a pin changes', async () => {
  const tenant = await startTenant([], {
    offeredVersions: { 'microsoft.storage/storageaccounts': ['2024-01-01'] },
  });
  await tenant.policies.refresh(subscriptionId);
  tenant.types.set(accountType, account);
  await tenant.open().upToDate();
  expect(tenant.types.get(accountType)).toMatchObject({ apiVersion: '2024-01-01', pinned: '2026-04-01' });
  const lists = () => tenant.azure.simulation.log.filter(({ path }) => path.endsWith('/providers')).length;
  const before = lists();
  await tenant.policies.refresh(subscriptionId);
  expect(lists()).toBe(before);
});

test('an app with another pin asks for the list anew, and does not use what was chosen for the old one', async () => {
  const tenant = await startTenant([], {
    offeredVersions: { 'microsoft.storage/storageaccounts': ['2024-01-01'] },
  });
  await tenant.policies.refresh(subscriptionId);
  /** As another process begins: with the pins of its catalogue. */
  const begin = async (): Promise<void> => {
    tenant.types.clear();
    for (const [name, each] of loadCatalogue().types) tenant.types.set(name, each);
    await tenant.open().upToDate();
  };
  await begin();
  expect(tenant.asked).toEqual([]);
  const snapshot = tenant.policies.snapshot(subscriptionId);
  const chosen = { ...snapshot?.versions, [accountType]: { pin: '2023-05-01', use: '2022-09-01' } };
  await tenant.snapshots.write(subscriptionId, { ...snapshot, versions: chosen });
  await begin();
  expect(tenant.asked).toEqual([subscriptionId]);
  expect(tenant.types.get(accountType)).toMatchObject({ apiVersion: '2026-04-01' });
  expect(tenant.types.get(accountType)).not.toHaveProperty('pinned');
});
