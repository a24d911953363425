import { groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { startTestAzure, writer } from './start.ts';
import type { Answer, TestAzure } from './start.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/${groups.clinical}/providers`;
const sqlServer = `${group}/Microsoft.Sql/servers/sql-new`;
const postgres = `${group}/Microsoft.DBforPostgreSQL/flexibleServers/psql-new`;
const account = `${group}/Microsoft.Storage/storageAccounts/stnew`;

function write(azure: TestAzure, method: 'PUT' | 'PATCH', path: string, body: object): Promise<Answer> {
  return azure.call(method, path, { oid: writer, body });
}

function endpoint(status: string): object {
  return {
    id: `${sqlServer}/privateEndpointConnections/pe`,
    properties: { privateLinkServiceConnectionState: { status } },
  };
}

describe('a SQL server', () => {
  const closed = { properties: { publicNetworkAccess: 'Disabled' } };

  it('can be created with public access disabled', async () => {
    const azure = await startTestAzure();
    expect((await write(azure, 'PUT', sqlServer, { location: 'eastus2', ...closed })).status).toBe(201);
  });

  it.each([
    ['no private endpoint', undefined, 400],
    ['an endpoint that nobody has approved yet', [endpoint('Pending')], 400],
    ['an approved endpoint', [endpoint('Approved')], 202],
  ])('with %s: %#', async (_given, privateEndpointConnections, status) => {
    const azure = await startTestAzure();
    const properties = { publicNetworkAccess: 'Enabled', privateEndpointConnections };
    await write(azure, 'PUT', sqlServer, { location: 'eastus2', properties });
    const answer = await write(azure, 'PATCH', sqlServer, closed);
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body.error.code).toBe('PECsNotExistingToDenyPublicNetworkAccess');
  });

  it('takes other changes without an endpoint', async () => {
    const azure = await startTestAzure();
    await write(azure, 'PUT', sqlServer, { location: 'eastus2', ...closed });
    const tls = { properties: { minimalTlsVersion: '1.2' } };
    expect((await write(azure, 'PATCH', sqlServer, tls)).status).toBe(202);
  });
});

describe('a PostgreSQL server', () => {
  it.each([
    ['a value alone', { value: 'on' }, 400],
    ['a source alone', { source: 'user-override' }, 400],
    ['a value and its source', { value: 'on', source: 'user-override' }, 202],
  ])('given %s for a configuration answers %#', async (_given, properties, status) => {
    const azure = await startTestAzure();
    const configuration = `${postgres}/configurations/require_secure_transport`;
    await write(azure, 'PUT', postgres, { location: 'eastus2', properties: {} });
    await write(azure, 'PUT', configuration, { properties: { value: 'off', source: 'user-override' } });
    const answer = await write(azure, 'PATCH', configuration, { properties });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body.error.message).toMatch(/source|value/);
  });

  it.each([
    ['in a virtual network', { delegatedSubnetResourceId: '/subnets/a' }, 400],
    ['in none', { publicNetworkAccess: 'Enabled' }, 202],
  ])('that is %s answers %#', async (_given, network, status) => {
    const azure = await startTestAzure();
    await write(azure, 'PUT', postgres, { location: 'eastus2', properties: { network } });
    const body = { properties: { network: { ...network, publicNetworkAccess: 'Disabled' } } };
    const answer = await write(azure, 'PATCH', postgres, body);
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body.error.message).toContain('integrated into a virtual network');
  });
});

describe('a storage account', () => {
  it.each([
    ['Storage', 400],
    ['StorageV2', 200],
  ])('of kind %s answers a request for versions with %i', async (kind, status) => {
    const azure = await startTestAzure();
    const service = `${account}/blobServices/default`;
    await write(azure, 'PUT', account, { location: 'eastus2', kind, properties: {} });
    await write(azure, 'PUT', service, { properties: {} });
    const answer = await write(azure, 'PUT', service, { properties: { isVersioningEnabled: true } });
    expect(answer.status).toBe(status);
    if (status === 400) expect(answer.body.error.code).toBe('FeatureNotSupportedForAccount');
  });
});

describe('storage accounts', () => {
  it('are refused beyond 250 in a region of a subscription, until one is deleted', async () => {
    const azure = await startTestAzure();
    const put = (n: number, location: string) =>
      write(azure, 'PUT', `${group}/Microsoft.Storage/storageAccounts/st${location}${n}`, { location });
    for (let n = 0; n < 250; n += 1) expect((await put(n, 'northeurope')).status).toBe(201);
    const refused = await put(250, 'northeurope');
    expect(refused.status).toBe(409);
    expect(refused.body.error.code).toBe('MaxStorageAccountsCountPerSubscriptionExceeded');
    expect((await put(0, 'northeurope')).status).toBe(200);
    expect((await put(250, 'uksouth')).status).toBe(201);
    azure.simulation.resources.remove(`${group}/Microsoft.Storage/storageAccounts/stnortheurope7`);
    expect((await put(251, 'northeurope')).status).toBe(201);
  });
});
