import { estate, groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, writer } from './start.ts';
import type { Answer, TestAzure } from './start.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/${groups.clinical}`;

/** The hospital, with a resource of each type that it lacks. */
const resources = [
  ...estate(),
  {
    id: `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg`,
    name: 'pg',
    type: 'Microsoft.DBforPostgreSQL/flexibleServers',
    location: 'eastus2',
    properties: { state: 'Ready', publicNetworkAccess: 'Enabled' },
  },
  {
    id: `${group}/providers/Microsoft.DocumentDB/databaseAccounts/cosmos`,
    name: 'cosmos',
    type: 'Microsoft.DocumentDB/databaseAccounts',
    location: 'eastus2',
    properties: { provisioningState: 'Succeeded', publicNetworkAccess: 'Enabled' },
  },
];

const idOf = (type: string): string => {
  const found = resources.find((each) => each.type.toLowerCase() === type.toLowerCase());
  if (!found?.id) throw new Error(`there is no ${type}`);
  return found.id;
};

const queries: Readonly<Record<string, string>> = {
  'Microsoft.Sql/servers': 'api-version=2025-01-01',
  'Microsoft.DBforPostgreSQL/flexibleServers': 'api-version=2025-08-01',
  'Microsoft.DocumentDB/databaseAccounts': 'api-version=2026-03-15',
  'Microsoft.Compute/disks': 'api-version=2026-03-02',
};

const call = (
  azure: TestAzure,
  method: string,
  type: string,
  path: string,
  body?: unknown,
): Promise<Answer> =>
  azure.call(method, path, { oid: writer, query: queries[type]!, ...(body !== undefined && { body }) });

/** Follows a link of an answer. */
const follow = (azure: TestAzure, link: string | null, oid = writer): Promise<Answer> => {
  const url = new URL(link ?? '');
  return azure.call('GET', url.pathname, { oid, query: url.searchParams.toString() });
};

const change = { properties: { publicNetworkAccess: 'Disabled' } };

describe.each([
  ['Microsoft.Sql/servers', 'state', 'Ready'],
  ['Microsoft.DBforPostgreSQL/flexibleServers', 'state', 'Updating'],
  ['Microsoft.DocumentDB/databaseAccounts', 'provisioningState', 'Updating'],
  ['Microsoft.Compute/disks', 'provisioningState', 'Updating'],
])('a change of %s', (type, property, meanwhile) => {
  it('is answered 202 with what was, and shows once its operation has succeeded', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now, resources });
    azure.simulation.operations.arrange({ seconds: 90 });
    const id = idOf(type);
    const before = (await call(azure, 'GET', type, id)).body;
    const accepted = await call(azure, 'PATCH', type, id, change);
    expect(accepted.status).toBe(202);
    expect(accepted.body).toEqual(before);
    expect(accepted.headers.get('retry-after')).toBe('15');
    expect(accepted.headers.get('etag')).toBeNull();
    const [status, location] = ['azure-asyncoperation', 'location'].map((name) => accepted.headers.get(name));
    const during = (await call(azure, 'GET', type, id)).body;
    expect(during).toEqual({
      ...before,
      properties: {
        ...before.properties,
        ...(type !== 'Microsoft.Sql/servers' && { [property]: meanwhile }),
      },
    });
    expect((await follow(azure, status!)).body).toMatchObject({ status: 'InProgress' });
    expect((await follow(azure, location!)).status).toBe(202);
    expect((await call(azure, 'PATCH', type, id, change)).status).toBe(
      type.includes('DocumentDB') ? 412 : 409,
    );
    clock.advance(90_000);
    expect((await follow(azure, status!)).body).toMatchObject({ status: 'Succeeded' });
    expect((await follow(azure, location!)).body.properties).toMatchObject(change.properties);
    const after = (await call(azure, 'GET', type, id)).body;
    expect(after.properties.publicNetworkAccess).toBe('Disabled');
    expect(azure.simulation.changes).toHaveLength(1);
  });

  it('may fail, and then leaves everything as it was', async () => {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now, resources });
    const failure = { code: 'OperationInterrupted', message: 'It was interrupted by another operation.' };
    await azure.sim('POST', '/operations', { seconds: 90, failure });
    const id = idOf(type);
    const before = (await call(azure, 'GET', type, id)).body;
    const accepted = await call(azure, 'PATCH', type, id, change);
    clock.advance(90_000);
    const status = await follow(azure, accepted.headers.get('azure-asyncoperation'));
    expect(status.body).toMatchObject({ status: 'Failed', error: failure });
    const result = await follow(azure, accepted.headers.get('location'));
    expect([result.status, result.body.error]).toEqual([409, failure]);
    expect((await call(azure, 'GET', type, id)).body).toEqual(before);
    expect(azure.simulation.changes).toEqual([]);
  });
});

it('an operation is shown to those alone who may read, and not for ever', async () => {
  const azure = await startTestAzure();
  const type = 'Microsoft.Compute/disks';
  const accepted = await call(azure, 'PATCH', type, idOf(type), change);
  const link = accepted.headers.get('azure-asyncoperation');
  expect((await follow(azure, link, '11111111-0000-4000-a000-000000000003')).status).toBe(403);
  expect((await follow(azure, link)).body.status).toBe('Succeeded');
  azure.simulation.operations.forget(new URL(link!).pathname.split('/').at(-1)!);
  expect((await follow(azure, link)).status).toBe(404);
});

describe('the encryption of a database', () => {
  const type = 'Microsoft.Sql/servers/databases/transparentDataEncryption';

  async function put(properties: Readonly<Record<string, unknown>>) {
    const clock = manualClock();
    const azure = await startTestAzure({ now: clock.now, resources });
    azure.simulation.operations.arrange({ seconds: 60 });
    azure.simulation.operations.arrange({ idPattern: '/scan$', seconds: 3600 });
    const { id = '' } =
      resources.find((each) => each.type === type && JSON.stringify(each).includes('"Disabled"')) ?? {};
    const query = { oid: writer, query: 'api-version=2025-01-01' };
    const shown = async () => (await azure.call('GET', id, query)).body.properties;
    const before = await shown();
    expect((await azure.call('PUT', id, { ...query, body: { properties } })).status).toBe(202);
    clock.advance(60_000);
    const after = await shown();
    clock.advance(3_600_000);
    azure.simulation.operations.advance();
    return [before, after, await shown()];
  }

  it('begins once its setting says so, and ends long after', async () => {
    expect(await put({ state: 'Enabled' })).toEqual([
      { state: 'Disabled', scanState: 'None' },
      { state: 'Enabled', scanState: 'Running' },
      { state: 'Enabled', scanState: 'Completed' },
    ]);
  });

  it('stays as it was sent', async () => {
    const [, after, later] = await put({ state: 'Enabled', scanState: 'Suspend' });
    expect([after, later]).toEqual([
      { state: 'Enabled', scanState: 'Suspend' },
      { state: 'Enabled', scanState: 'Suspend' },
    ]);
  });
});
