import { estate, groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, stranger, writer } from './start.ts';
import type { TestAzure } from './start.ts';

const group = `/subscriptions/${subscriptionId}/resourceGroups/${groups.clinical}/providers`;
const servers = `${group}/Microsoft.DBforPostgreSQL/flexibleServers`;
const restored = `${servers}/pg-drill`;
const network = `${group}/Microsoft.Network/virtualNetworks/vnet-pg`;
const join = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const yesterday = new Date(Date.UTC(2026, 0, 4, 9)).toISOString();

const server = (name: string, of: object, backup: object = {}) => ({
  id: `${servers}/${name}`,
  name,
  type: 'Microsoft.DBforPostgreSQL/flexibleServers',
  location: 'eastus2',
  tags: { workload: 'clinical' },
  sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' },
  properties: {
    version: '16',
    state: 'Ready',
    administratorLogin: 'pgadmin',
    storage: { storageSizeGB: 128 },
    highAvailability: { mode: 'ZoneRedundant', state: 'Healthy' },
    network: of,
    backup: {
      backupRetentionDays: 35,
      geoRedundantBackup: 'Disabled',
      earliestRestoreDate: '2025-12-06T09:00:00.000Z',
      ...backup,
    },
  },
});

const subnet = (name: string, serviceName?: string) => ({
  id: `${network}/subnets/${name}`,
  name,
  type: 'Microsoft.Network/virtualNetworks/subnets',
  properties: { delegations: serviceName ? [{ name: 'd', properties: { serviceName } }] : [] },
});

const delegated = 'Microsoft.DBforPostgreSQL/flexibleServers';
const [own, other, plain] = [subnet('own', delegated), subnet('other', delegated), subnet('plain')];
const inNetwork = (id: string) => ({ network: { delegatedSubnetResourceId: id } });

const resources = [
  ...estate(),
  server('pg-public', { publicNetworkAccess: 'Enabled' }, { geoRedundantBackup: 'Enabled' }),
  server('pg-private', { delegatedSubnetResourceId: own.id, publicNetworkAccess: 'Disabled' }),
  { id: network, name: 'vnet-pg', type: 'Microsoft.Network/virtualNetworks', location: 'eastus2' },
  own,
  other,
  plain,
];

async function start(seconds = 600) {
  const clock = manualClock();
  const azure = await startTestAzure({ now: clock.now, resources });
  azure.simulation.operations.arrange({ seconds });
  return { azure, clock };
}

const restore = (source: string, rest: object = {}) => ({
  createMode: 'PointInTimeRestore',
  sourceServerResourceId: `${servers}/${source}`,
  pointInTimeUTC: yesterday,
  ...rest,
});

const put = (azure: TestAzure, properties: object, location = 'eastus2', oid = writer, id = restored) =>
  azure.call('PUT', id, { oid, body: { location, properties } });

describe('a PostgreSQL server', () => {
  it('is provisioned before it is ready, takes of its source what it needs, and no tags', async () => {
    const { azure, clock } = await start();
    const accepted = await put(azure, restore('pg-public'));
    expect([accepted.status, accepted.body]).toEqual([
      202,
      { operation: 'UpsertServerManagementOperationV2', startTime: '2026-01-05T09:00:00.000Z' },
    ]);
    const { pathname } = new URL(accepted.headers.get('azure-asyncoperation')!);
    expect(pathname).toContain('/providers/Microsoft.DBforPostgreSQL/locations/eastus2/azureAsyncOperation/');
    const during = (await azure.call('GET', restored)).body;
    expect(during.properties.state).toBe('Provisioning');
    expect(azure.simulation.changes).toEqual([]);
    clock.advance(600_000);
    const { tags, ...made } = (await azure.call('GET', restored)).body;
    expect(tags).toBeUndefined();
    expect(made.sku).toEqual({ name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' });
    expect(made.properties).toEqual({
      administratorLogin: 'pgadmin',
      backup: {
        backupRetentionDays: 35,
        geoRedundantBackup: 'Enabled',
        earliestRestoreDate: '2026-01-05T09:10:00.000Z',
      },
      fullyQualifiedDomainName: 'pg-drill.postgres.database.azure.com',
      highAvailability: { mode: 'Disabled', state: 'NotEnabled' },
      network: { publicNetworkAccess: 'Enabled' },
      state: 'Ready',
      storage: { storageSizeGB: 128 },
      version: '16',
    });
    expect(azure.simulation.changes.map(({ kind, before }) => [kind, before])).toEqual([
      ['Write', undefined],
    ]);
  });

  it('takes nothing else meanwhile, and is made once', async () => {
    const { azure, clock } = await start();
    await put(azure, restore('pg-public'));
    const again = await put(azure, restore('pg-public'));
    expect([again.status, again.body.error]).toEqual([
      409,
      {
        code: 'ServerBusy',
        message: "Server 'pg-drill' is busy with another operation. Please try again later.",
      },
    ]);
    const rule = await azure.call('PUT', `${restored}/firewallRules/all`, {
      oid: writer,
      body: { properties: {} },
    });
    expect(rule.body.error.code).toBe('ServerBusy');
    clock.advance(600_000);
    const late = await put(azure, restore('pg-public'));
    expect([late.status, late.body.error.code]).toEqual([409, 'ServerNameAlreadyExists']);
    const elsewhere = restored.replace(groups.clinical, groups.imaging);
    const taken = await put(azure, {}, 'eastus2', writer, elsewhere);
    expect(taken.body.error.code).toBe('ServerNameAlreadyExists');
  });

  it('is gone again where it could not be made', async () => {
    const { azure, clock } = await start();
    const failure = { code: 'InternalServerError', message: 'An unexpected error occured.' };
    azure.simulation.operations.arrange({ idPattern: 'pg-drill$', seconds: 60, failure });
    await put(azure, restore('pg-public'));
    expect((await azure.call('GET', restored)).status).toBe(200);
    clock.advance(60_000);
    expect((await azure.call('GET', restored)).status).toBe(404);
    expect(azure.simulation.changes).toEqual([]);
  });

  it('is refused where its region is full', async () => {
    const { azure } = await start();
    await azure.sim('POST', '/quotas', { type: 'Microsoft.DBforPostgreSQL/flexibleServers' });
    const answer = await put(azure, restore('pg-public'));
    expect([answer.status, answer.body.error.code]).toEqual([400, 'LocationIsOfferRestricted']);
  });
});

describe('a restored PostgreSQL server', () => {
  it.each([
    ['public to public', 'pg-public', {}, 202],
    ['public to private', 'pg-public', inNetwork(own.id), 400],
    ['private to its own subnet', 'pg-private', inNetwork(own.id), 202],
    ['private to another subnet', 'pg-private', inNetwork(other.id), 202],
    ['private to a subnet for other things', 'pg-private', inNetwork(plain.id), 400],
    ['private to no subnet', 'pg-private', inNetwork(`${own.id}x`), 400],
    ['private to public', 'pg-private', { network: { publicNetworkAccess: 'Enabled' } }, 400],
    ['private to what is not said', 'pg-private', {}, 400],
  ])('goes from %s: %#', async (_what, source, properties, status) => {
    const { azure } = await start(0);
    const answer = await put(azure, restore(source, properties));
    expect([answer.status, answer.body?.error?.code]).toEqual([
      status,
      status === 400 ? 'InvalidParameterValue' : undefined,
    ]);
  });

  it.each([
    ['in another region', restore('pg-public'), 'centralus', 400],
    [
      'of geo-redundant backups in another region',
      restore('pg-public', { createMode: 'GeoRestore' }),
      'centralus',
      202,
    ],
    [
      'of geo-redundant backups in its region',
      restore('pg-public', { createMode: 'GeoRestore' }),
      'eastus2',
      400,
    ],
    [
      'of geo-redundant backups that there are not',
      restore('pg-private', { createMode: 'GeoRestore', ...inNetwork(own.id) }),
      'centralus',
      400,
    ],
    ['of no moment', restore('pg-public', { pointInTimeUTC: undefined }), 'eastus2', 400],
    ['before its backups', restore('pg-public', { pointInTimeUTC: '2025-12-01T00:00:00Z' }), 'eastus2', 400],
    ['of no server', restore('pg-gone'), 'eastus2', 404],
    ['of nothing', { createMode: 'PointInTimeRestore' }, 'eastus2', 400],
    ['as a replica', restore('pg-public', { createMode: 'Replica' }), 'eastus2', 400],
  ])('%s answers %#', async (_what, properties, location, status) => {
    const { azure } = await start(0);
    expect((await put(azure, properties, location)).status).toBe(status);
  });

  it('needs the right to read its source and to join its subnet', async () => {
    const { azure } = await start(0);
    const grant = (scope: string, ...actions: readonly string[]) =>
      azure.simulation.roles.set([...azure.simulation.roles.get(), { principal: stranger, scope, actions }]);
    grant(restored, `${delegated}/write`);
    const ask = () => put(azure, restore('pg-private', inNetwork(other.id)), 'eastus2', stranger);
    const refused = await ask();
    expect(refused.body.error.code).toBe('LinkedAuthorizationFailed');
    expect(refused.body.error.message).toContain(`'${delegated}/read,${join}'`);
    grant(`${servers}/pg-private`, `${delegated}/read`);
    expect((await ask()).body.error.message).toContain(`'${join}' on the linked scope(s) '${other.id}'`);
    grant(other.id, join);
    expect((await ask()).status).toBe(202);
  });
});
