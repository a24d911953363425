import { estate, groups, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, stranger, writer } from './start.ts';
import type { Answer, TestAzure } from './start.ts';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/${groups.clinical}`;
const sql = `${group}/providers/Microsoft.Sql`;
const source = `${sql}/servers/sql-lakeside-ehr/databases/ehr`;
const restored = `${sql}/servers/sql-lakeside-ehr/databases/ehr-drill`;
const elsewhere = `${sql}/servers/sql-lakeside-billing/databases/ehr-drill`;
const geoBackup = `${sql}/servers/sql-lakeside-ehr/recoverableDatabases/ehr`;
const longTerm = `${sql}/locations/eastus2/longTermRetentionServers/sql-lakeside-ehr/longTermRetentionDatabases/ehr/longTermRetentionBackups/b;1;Hot`;

/** The moment at which the clock of these tests stands. */
const now = Date.UTC(2026, 0, 5, 9);
const yesterday = new Date(now - 24 * 3_600_000).toISOString();

const resources = [
  ...estate(),
  {
    id: geoBackup,
    name: 'ehr',
    type: 'Microsoft.Sql/servers/recoverableDatabases',
    properties: {
      edition: 'GeneralPurpose',
      serviceLevelObjective: 'GP_Gen5_4',
      lastAvailableBackupDate: yesterday,
    },
  },
  {
    id: longTerm,
    name: 'b;1;Hot',
    type: 'Microsoft.Sql/locations/longTermRetentionServers/longTermRetentionDatabases/longTermRetentionBackups',
    properties: { serverName: 'sql-lakeside-ehr', databaseName: 'ehr', backupTime: yesterday },
  },
];

async function start(seconds = 600) {
  const clock = manualClock();
  const azure = await startTestAzure({ now: clock.now, resources });
  azure.simulation.operations.arrange({ seconds });
  return { azure, clock };
}

const put = (azure: TestAzure, id: string, properties: object, rest: object = {}, oid = writer) =>
  azure.call('PUT', id, { oid, body: { location: 'eastus2', properties, ...rest } });

const follow = (azure: TestAzure, answer: Answer, name: 'location' | 'azure-asyncoperation') => {
  const url = new URL(answer.headers.get(name)!);
  return azure.call('GET', url.pathname, { oid: writer, query: url.searchParams.toString() });
};

const restore = { createMode: 'PointInTimeRestore', sourceDatabaseId: source, restorePointInTime: yesterday };

describe('a database', () => {
  it('comes into being when its operation ends, and cannot be seen before', async () => {
    const { azure, clock } = await start();
    const accepted = await put(azure, restored, restore, { tags: { drill: 'd1' } });
    expect([accepted.status, accepted.body]).toEqual([
      202,
      { operation: 'CreateLogicalDatabase', startTime: '2026-01-05T09:00:00.000Z' },
    ]);
    const region = `${group}/providers/Microsoft.Sql/locations/eastus2`;
    expect(new URL(accepted.headers.get('location')!).pathname).toContain(
      `${region}/databaseOperationResults/`,
    );
    expect((await azure.call('GET', restored)).status).toBe(404);
    expect((await follow(azure, accepted, 'azure-asyncoperation')).body.status).toBe('InProgress');
    expect((await follow(azure, accepted, 'location')).status).toBe(202);
    clock.advance(600_000);
    expect((await follow(azure, accepted, 'azure-asyncoperation')).body.status).toBe('Succeeded');
    const made = (await follow(azure, accepted, 'location')).body;
    const { tags, ...before } = (await azure.call('GET', source)).body;
    expect(tags).toBeDefined();
    expect(made).toMatchObject({
      id: restored,
      name: 'ehr-drill',
      tags: { drill: 'd1' },
      sku: before.sku,
      properties: {
        status: 'Online',
        creationDate: '2026-01-05T09:10:00.000Z',
        earliestRestoreDate: '2026-01-05T09:10:00.000Z',
        maxSizeBytes: before.properties.maxSizeBytes,
        currentServiceObjectiveName: 'GP_Gen5_4',
      },
    });
    expect(made.properties.databaseId).not.toBe(before.properties.databaseId);
    expect(Object.keys(made.properties)).not.toContain('createMode');
    expect(azure.simulation.changes.map(({ kind, id }) => [kind, id])).toEqual([['Write', restored]]);
    const settings = await azure.call('GET', `${restored}/backupShortTermRetentionPolicies/default`);
    expect(settings.body.properties.retentionDays).toBe(7);
  });

  it('has no tags but those it is given', async () => {
    const { azure } = await start(0);
    await put(azure, restored, restore);
    expect((await azure.call('GET', restored)).body).not.toHaveProperty('tags');
  });

  it('is made once: a second request is refused while the first is under way', async () => {
    const { azure, clock } = await start();
    await put(azure, restored, restore);
    const again = await put(azure, restored, restore);
    expect([again.status, again.body.error.code]).toEqual([409, 'ConflictingDatabaseOperation']);
    const deleted = await azure.call('DELETE', restored, { oid: writer });
    expect([deleted.status, deleted.body.error.code]).toEqual([409, 'ConflictingDatabaseOperation']);
    clock.advance(600_000);
    expect((await azure.call('GET', restored)).status).toBe(200);
    const late = await put(azure, restored, restore);
    expect([late.status, late.body.error.code]).toEqual([409, 'RemoteDatabaseExists']);
    expect(azure.simulation.changes).toHaveLength(1);
  });

  it('leaves nothing when its operation fails', async () => {
    const { azure, clock } = await start();
    const failure = { code: 'OperationInterrupted', message: 'It was interrupted.' };
    azure.simulation.operations.arrange({ idPattern: 'ehr-drill$', seconds: 60, failure });
    const accepted = await put(azure, restored, restore);
    clock.advance(60_000);
    expect((await follow(azure, accepted, 'azure-asyncoperation')).body).toMatchObject({
      status: 'Failed',
      error: failure,
    });
    expect((await azure.call('GET', restored)).status).toBe(404);
    expect(azure.simulation.changes).toEqual([]);
    expect((await put(azure, restored, restore)).status).toBe(202);
  });

  it('is made although its answer was lost', async () => {
    const { azure, clock } = await start();
    azure.simulation.faults.add({ match: { method: 'PUT' }, lost: true, times: 1 });
    await expect(put(azure, restored, restore)).rejects.toThrow();
    expect((await put(azure, restored, restore)).body.error.code).toBe('ConflictingDatabaseOperation');
    clock.advance(600_000);
    expect((await azure.call('GET', restored)).status).toBe(200);
  });

  it('is not made where a lock or a quota forbids it', async () => {
    const { azure } = await start();
    const { quotas, resources: store } = azure.simulation;
    quotas.exhaust({ type: 'Microsoft.Sql/servers/databases', location: 'East US 2' });
    const full = await put(azure, restored, restore);
    expect([full.status, full.body.error.code]).toEqual([400, 'ProvisioningDisabled']);
    await azure.sim('DELETE', '/quotas');
    const type = 'Microsoft.Authorization/locks';
    store.put({ id: `${group}/providers/${type}/l`, name: 'l', type, properties: { level: 'ReadOnly' } });
    expect((await put(azure, restored, restore)).body.error.code).toBe('ScopeLocked');
  });
});

describe('a restore to a point in time', () => {
  it.each([
    ['on another server', elsewhere, restore, 'MismatchingServerNameWithUrl'],
    ['of no database', restored, { ...restore, sourceDatabaseId: `${source}x` }, 'InvalidLiveDatabase'],
    ['of nothing', restored, { createMode: 'PointInTimeRestore' }, 'MissingSourceDatabaseId'],
    ['of a geo-backup', restored, { ...restore, sourceDatabaseId: geoBackup }, 'InvalidSourceDatabaseId'],
    ['to no moment', restored, { ...restore, restorePointInTime: undefined }, 'MissingRestorePointInTime'],
    [
      'to the future',
      restored,
      { ...restore, restorePointInTime: '2026-01-06T00:00:00Z' },
      'InvalidDatabaseCreateOrUpdateRequest',
    ],
    [
      'to before the backups',
      restored,
      { ...restore, restorePointInTime: '2025-11-01T00:00:00Z' },
      'InvalidDatabaseCreateOrUpdateRequest',
    ],
    ['as a replica', restored, { ...restore, createMode: 'Secondary' }, 'InvalidDatabaseCreateMode'],
  ])('%s is refused', async (_what, id, properties, code) => {
    const { azure } = await start();
    const answer = await put(azure, id, properties);
    expect([answer.status, answer.body.error.code]).toEqual([400, code]);
  });

  it('is refused in another group and in another subscription', async () => {
    const { azure } = await start();
    const pacs = source.replace(groups.clinical, groups.imaging).replaceAll('ehr', 'pacs');
    const other = { ...restore, sourceDatabaseId: pacs };
    expect((await put(azure, restored, other)).body.error.code).toBe('MismatchingResourceGroupNameWithUrl');
    azure.simulation.roles.set([{ principal: writer, scope: '/', actions: ['*'] }]);
    const foreign = { ...restore, sourceDatabaseId: source.replace(subscriptionId, 'other') };
    expect((await put(azure, restored, foreign)).body.error.code).toBe('MismatchingSubscriptionWithUrl');
  });
});

describe.each([
  ['a geo-backup', { createMode: 'Recovery', recoverableDatabaseId: geoBackup }, 4],
  ['a geo-backup as the source', { createMode: 'Recovery', sourceDatabaseId: geoBackup }, 4],
  [
    'a long-term backup',
    { createMode: 'RestoreLongTermRetentionBackup', longTermRetentionBackupResourceId: longTerm },
    2,
  ],
  ['a copy', { createMode: 'Copy', sourceDatabaseId: source }, 4],
])('%s', (_what, properties, cores) => {
  it('is restored to any server, in the size that it had or that is asked for', async () => {
    const { azure } = await start(0);
    expect((await put(azure, elsewhere, properties)).status).toBe(202);
    const sku = { name: 'GP_Gen5', tier: 'GeneralPurpose', family: 'Gen5' };
    expect((await azure.call('GET', elsewhere)).body.sku).toEqual({ ...sku, capacity: cores });
    await put(azure, `${elsewhere}2`, properties, { sku: { name: 'GP_Gen5_8' } });
    expect((await azure.call('GET', `${elsewhere}2`)).body.sku).toEqual({ ...sku, capacity: 8 });
  });

  it('needs the right to read it', async () => {
    const { azure } = await start(0);
    const right = {
      principal: stranger,
      scope: elsewhere,
      actions: ['Microsoft.Sql/servers/databases/write'],
    };
    azure.simulation.roles.set([...azure.simulation.roles.get(), right]);
    const answer = await put(azure, elsewhere, properties, {}, stranger);
    expect([answer.status, answer.body.error.code]).toEqual([403, 'LinkedAuthorizationFailed']);
    expect(answer.body.error.message).toContain("'Microsoft.Sql/servers/databases/write'");
    const reading = { principal: stranger, scope: subscription, actions: ['Microsoft.Sql/*/read'] };
    azure.simulation.roles.set([...azure.simulation.roles.get(), reading]);
    expect((await put(azure, elsewhere, properties, {}, stranger)).status).toBe(202);
  });
});

describe('what is restored from', () => {
  it.each([
    [{ createMode: 'Recovery' }, 'MissingRecoverableDatabaseId'],
    [{ createMode: 'Recovery', recoverableDatabaseId: `${geoBackup}x` }, 'InvalidRecoverableDatabaseId'],
    [{ createMode: 'Recovery', sourceDatabaseId: source }, 'InvalidRecoverableDatabaseId'],
    [{ createMode: 'RestoreLongTermRetentionBackup' }, 'MissingRecoveryServicesRecoveryPointId'],
    [
      { createMode: 'RestoreLongTermRetentionBackup', longTermRetentionBackupResourceId: `${longTerm}x` },
      'InvalidRecoveryServicesRecoveryPointId',
    ],
    [{ createMode: 'Restore' }, 'MissingRestorableDroppedDatabaseId'],
    [{ createMode: 'Copy', sourceDatabaseId: `${source}x` }, 'SourceDatabaseNotFound'],
  ])('has to exist: %j', async (properties, code) => {
    const { azure } = await start();
    const answer = await put(azure, elsewhere, properties);
    expect([answer.status, answer.body.error.code]).toEqual([400, code]);
  });
});
