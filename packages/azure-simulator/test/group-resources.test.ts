import { subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, writer } from './start.ts';
import type { TestAzure } from './start.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/drill`;
const server = `${group}/providers/Microsoft.Sql/servers/s`;
const account = `${group}/providers/Microsoft.Storage/storageAccounts/a`;
const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
const place = { location: 'eastus2' };

const resources = [
  {
    id: `/subscriptions/${subscriptionId}`,
    name: subscriptionId,
    type: 'Microsoft.Resources/subscriptions',
  },
  { id: group, name: 'drill', type: 'Microsoft.Resources/subscriptions/resourceGroups', ...place },
  { id: server, name: 's', type: 'Microsoft.Sql/servers', ...place, properties: { state: 'Ready' } },
  {
    id: `${server}/databases/master`,
    name: 'master',
    type: 'Microsoft.Sql/servers/databases',
    kind: 'v12.0,system',
    managedBy: server,
    ...place,
  },
  { id: account, name: 'a', type: 'Microsoft.Storage/storageAccounts', ...place },
  {
    id: `${account}/blobServices/default`,
    name: 'default',
    type: 'Microsoft.Storage/storageAccounts/blobServices',
  },
  {
    id: vault,
    name: 'kv',
    type: 'Microsoft.KeyVault/vaults',
    ...place,
    systemData: { createdAt: '2025-03-01T10:00:00.000Z', lastModifiedAt: '2025-04-01T10:00:00.000Z' },
    properties: { provisioningState: 'Succeeded' },
  },
];

const list = async (azure: TestAzure, expand = '', rest = '') => {
  const query = `api-version=2021-04-01${expand && `&$expand=${expand}`}${rest}`;
  return (await azure.call('GET', `${group}/resources`, { query })).body;
};

const timesIn = (value: readonly Readonly<Record<string, unknown>>[]) =>
  Object.fromEntries(value.map(({ id, createdTime, changedTime }) => [id, [createdTime, changedTime]]));

describe('the resources of a group', () => {
  it('are those with a location, the system database of a server among them', async () => {
    const azure = await startTestAzure({ resources });
    const { value } = await list(azure);
    expect(value.map(({ id }: { id: string }) => id)).toEqual([
      vault,
      server,
      `${server}/databases/master`,
      account,
    ]);
    expect(Object.keys(value[0])).toEqual(['id', 'name', 'type', 'location']);
  });

  it('tell when they were made and changed where it is asked for', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ resources, now: clock.now });
    azure.simulation.operations.arrange({ seconds: 60 });
    const old = '2024-01-01T00:00:00.0000000Z';
    await azure.call('PUT', `${server}/databases/d`, { oid: writer, body: { ...place, properties: {} } });
    clock.advance(30_000);
    await azure.call('PATCH', account, { oid: writer, body: { tags: { a: 'b' } } });
    expect(timesIn((await list(azure, 'createdTime,changedTime')).value)).not.toHaveProperty([
      `${server}/databases/d`,
    ]);
    clock.advance(30_000);
    const { value } = await list(azure, 'createdTime,changedTime');
    expect(timesIn(value)).toEqual({
      [vault]: ['2025-03-01T10:00:00.000Z', '2025-04-01T10:00:00.000Z'],
      [server]: [old, old],
      [`${server}/databases/d`]: ['2026-01-05T09:01:00.000Z', '2026-01-05T09:01:00.000Z'],
      [`${server}/databases/master`]: [old, old],
      [account]: [old, '2026-01-05T09:00:30.000Z'],
    });
    const [kv] = (await list(azure, 'provisioningState')).value;
    expect(kv).toMatchObject({ provisioningState: 'Succeeded' });
    expect(kv).not.toHaveProperty('createdTime');
  });

  it('come in pages, each of which tells as much', async () => {
    const azure = await startTestAzure({ resources, pageSize: 3 });
    const first = await list(azure, 'createdTime');
    expect(first.value).toHaveLength(3);
    const next = new URL(first.nextLink);
    const second = await azure.call('GET', next.pathname, { query: next.searchParams.toString() });
    expect(timesIn(second.body.value)).toEqual({ [account]: ['2024-01-01T00:00:00.0000000Z', undefined] });
    expect(second.body).not.toHaveProperty('nextLink');
  });
});
