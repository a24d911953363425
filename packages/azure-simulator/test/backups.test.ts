import { estate, groups, imagingArchiveId, subscriptionId } from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { startTestAzure, stranger, writer } from './start.ts';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/${groups.clinical}`;
const server = `${group}/providers/Microsoft.Sql/servers/sql-lakeside-ehr`;
const region = `${group}/providers/Microsoft.Sql/locations/eastus2`;

const geoBackup = {
  id: `${server}/recoverableDatabases/ehr`,
  name: 'ehr',
  type: 'Microsoft.Sql/servers/recoverableDatabases',
  properties: { lastAvailableBackupDate: '2026-01-05T08:00:00.000Z' },
};

const longTerm = (database: string, of = 'sql-lakeside-ehr') => ({
  id: `${region}/longTermRetentionServers/${of}/longTermRetentionDatabases/${database}/longTermRetentionBackups/b;1;Hot`,
  name: 'b;1;Hot',
  type: 'Microsoft.Sql/locations/longTermRetentionServers/longTermRetentionDatabases/longTermRetentionBackups',
  properties: { databaseName: database, backupTime: '2026-01-01T02:00:00.000Z' },
});

const [ehr, gone, claims] = [longTerm('ehr'), longTerm('gone'), longTerm('claims', 'sql-deleted')];

describe('geo-replicated backups', () => {
  it('are read alone and in a list, and not written', async () => {
    const azure = await startTestAzure({ resources: [...estate(), geoBackup] });
    expect((await azure.call('GET', geoBackup.id)).body).toEqual(geoBackup);
    expect((await azure.call('GET', `${server}/recoverableDatabases`)).body.value).toEqual([geoBackup]);
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const answer = await azure.call(method, geoBackup.id, { oid: writer, body: { properties: {} } });
      expect([answer.status, answer.body.error.code]).toEqual([405, 'MethodNotAllowed']);
    }
  });
});

describe('long-term backups', () => {
  const resources = [...estate(), ehr, gone, claims];
  const list = 'longTermRetentionBackups';
  const servers = `${region}/longTermRetentionServers`;

  it.each([
    [`${servers}/sql-lakeside-ehr/longTermRetentionDatabases/ehr/${list}`, [ehr]],
    [`${servers}/sql-lakeside-ehr/longTermRetentionDatabases/none/${list}`, []],
    [`${servers}/sql-lakeside-ehr/${list}`, [ehr, gone]],
    [`${region}/${list}`, [claims, ehr, gone]],
    [`${region.replace(group, subscription)}/${list}`, [claims, ehr, gone]],
    [`${region.replace('eastus2', 'centralus')}/${list}`, []],
  ])('are listed at %s', async (path, found) => {
    const azure = await startTestAzure({ resources });
    const { body } = await azure.call('GET', path);
    expect(body.value).toEqual(found);
  });

  it('are read by whoever has the right, of groups that there are, and are not written', async () => {
    const azure = await startTestAzure({ resources });
    expect((await azure.call('GET', ehr.id)).body).toEqual(ehr);
    const refused = await azure.call('GET', `${region}/${list}`, { oid: stranger });
    expect(refused.body.error.code).toBe('AuthorizationFailed');
    const nowhere = await azure.call('GET', `${region.replace(groups.clinical, 'none')}/${list}`);
    expect(nowhere.body.error.code).toBe('ResourceGroupNotFound');
    expect((await azure.call('PUT', ehr.id, { oid: writer, body: {} })).status).toBe(405);
    expect((await azure.call('DELETE', ehr.id, { oid: writer })).status).toBe(200);
  });
});

describe('the replication of a storage account', () => {
  const stats = { status: 'Live', lastSyncTime: '2026-01-05T08:55:00Z', canFailover: true };
  const account = (sku: string) =>
    estate().map((each) =>
      each.id === imagingArchiveId
        ? {
            ...each,
            sku: { name: sku },
            properties: { ...(each['properties'] as object), geoReplicationStats: stats },
          }
        : each,
    );
  const version = 'api-version=2026-04-01';
  const expand = `${version}&$expand=geoReplicationStats`;

  it.each([
    ['Standard_GRS', stats],
    ['Standard_RAGRS', stats],
    ['Standard_GZRS', stats],
    ['Standard_RAGZRS', stats],
    ['Standard_LRS', undefined],
    ['Standard_ZRS', undefined],
    ['Premium_LRS', undefined],
  ])('of kind %s is told where it is asked for', async (sku, told) => {
    const azure = await startTestAzure({ resources: account(sku) });
    const answer = await azure.call('GET', imagingArchiveId, { query: expand });
    expect(answer.body.properties.geoReplicationStats).toEqual(told);
  });

  it('is told nowhere else', async () => {
    const azure = await startTestAzure({ resources: account('Standard_RAGRS') });
    const scope = imagingArchiveId.replace(/\/[^/]+$/, '');
    const answers = [
      await azure.call('GET', imagingArchiveId),
      await azure.call('GET', imagingArchiveId, { query: `${version}&$expand=blobRestoreStatus` }),
      await azure.call('GET', scope, { query: expand }),
      await azure.call('PATCH', imagingArchiveId, { oid: writer, body: { tags: { a: 'b' } } }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain('geoReplicationStats');
    }
    const { body } = await azure.call('GET', imagingArchiveId, { query: expand });
    const put = await azure.call('PUT', imagingArchiveId, { oid: writer, body });
    expect(put.status).toBe(200);
    const after = await azure.call('GET', imagingArchiveId, { query: expand });
    expect(after.body.properties.geoReplicationStats).toEqual(stats);
  });
});
