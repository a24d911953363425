import * as hospital from '@phiwatch/sample-hospital';
import { describe, expect, it } from 'vitest';
import { manualClock, startTestAzure, writer } from './start.ts';

const group = `/subscriptions/${hospital.subscriptionId}/resourceGroups`;
const backup = 'api-version=2025-02-01';

async function start() {
  const clock = manualClock();
  const azure = await startTestAzure({
    now: clock.now,
    resources: [...hospital.estate(), ...hospital.drillEstate()],
  });
  azure.simulation.operations.arrange({ seconds: 600 });
  return { azure, clock };
}

describe('a drill', () => {
  it('restores a geo-backup and a long-term one to the server of the drill group', async () => {
    const { azure, clock } = await start();
    const region = `${group}/${hospital.groups.clinical}/providers/Microsoft.Sql/locations/eastus2`;
    const { body } = await azure.call('GET', `${region}/longTermRetentionBackups`);
    const put = (name: string, properties: object) =>
      azure.call('PUT', `${hospital.drillServerId}/databases/${name}`, {
        oid: writer,
        body: { location: 'eastus2', tags: { drill: '1' }, properties },
      });
    const geo = { createMode: 'Recovery', recoverableDatabaseId: hospital.pacsGeoBackupId };
    const [longTerm] = body.value;
    const old = {
      createMode: 'RestoreLongTermRetentionBackup',
      longTermRetentionBackupResourceId: longTerm.id,
    };
    expect((await put('pacs', geo)).status).toBe(202);
    expect((await put('ehr', old)).status).toBe(202);
    clock.advance(600_000);
    const query = 'api-version=2021-04-01&$expand=createdTime';
    const listed = (await azure.call('GET', `${hospital.drillGroupId}/resources`, { query })).body.value;
    const made = listed.filter(({ createdTime }: { createdTime: string }) => createdTime > '2026');
    expect(made.map(({ name, tags }: { name: string; tags: unknown }) => [name, tags])).toEqual([
      ['ehr', { drill: '1' }],
      ['pacs', { drill: '1' }],
    ]);
  });

  it('restores the disks of the machine into the drill group, untagged', async () => {
    const { azure, clock } = await start();
    const point = hospital.recoveryPointIds[1];
    const restored = await azure.call('POST', `${point}/restore`, {
      oid: writer,
      query: backup,
      body: {
        properties: {
          objectType: 'IaasVMRestoreRequest',
          recoveryPointId: point.split('/').at(-1),
          recoveryType: 'RestoreDisks',
          sourceResourceId: hospital.protectedMachineId,
          targetResourceGroupId: hospital.drillGroupId,
          storageAccountId: hospital.drillAccountId,
          region: 'eastus2',
        },
      },
    });
    expect(restored.status).toBe(202);
    clock.advance(600_000);
    azure.simulation.operations.advance();
    clock.advance(600_000);
    const disks = `${hospital.drillGroupId}/providers/Microsoft.Compute/disks`;
    const { body } = await azure.call('GET', disks, { query: 'api-version=2026-03-02' });
    expect(body.value.map(({ name, tags }: { name: string; tags: unknown }) => [name, tags])).toEqual([
      ['vmpacs01-datadisk-000-20260105-091000', undefined],
      ['vmpacs01-osdisk-20260105-091000', undefined],
    ]);
  });

  it('reads how far the copy of the imaging archive is behind', async () => {
    const { azure } = await start();
    const query = 'api-version=2026-04-01&$expand=geoReplicationStats';
    const { body } = await azure.call('GET', hospital.replicatedAccountId, { query });
    expect(body.properties.geoReplicationStats.status).toBe('Live');
  });
});
