import {
  backupVaultId,
  drillAccountId,
  drillDiskAccessId,
  drillGroupId,
  drillKeyVaultId,
  drillPostgresSubnetId,
  longTermBackupId,
  protectedItemId,
  protectedMachineId,
  recoveryPointIds,
  replicatedAccountId,
} from '@phiwatch/sample-hospital';
import type { Resource } from '@phiwatch/azure-simulator';
import { describe, expect, test } from 'vitest';
import { secondsBetween } from '../../../src/base/index.ts';
import { reportOf } from '../../../src/drills/run/index.ts';
import type { Component } from '../../../src/drills/plans/index.ts';
import type { DrillKeys } from '../../../src/drills/steps/index.ts';
import type { DrillTables, LogAnswer } from '../../../src/platform/azure/index.ts';
import restoreRole from '../../../infra/drill-restore-role.json' with { type: 'json' };
import {
  clinical,
  drillServer,
  drillWorld,
  ehr,
  ehrId,
  identity,
  imaging,
  subscription,
  usualRoles,
} from './world.ts';

const targets = {
  sqlServer: drillServer,
  keyVault: drillKeyVaultId,
  stagingAccount: drillAccountId,
  diskAccess: drillDiskAccessId,
  postgresqlSubnet: drillPostgresSubnetId,
};

const of = (name: string, resourceId: string, more: Partial<Component> = {}): Component => ({
  ...ehr,
  name,
  resourceId,
  ...more,
});

type World = Awaited<ReturnType<typeof drillWorld>>;

/** The report on the one component of a drill. */
async function drilled(world: World) {
  await world.approved();
  const drill = await world.run();
  const [component] = reportOf(drill).components;
  if (!component) throw new Error('there is no component');
  return { drill, component };
}

describe('a machine in Azure Backup', () => {
  const roles = [
    ...usualRoles,
    { principal: identity, scope: backupVaultId, actions: restoreRole.Actions },
    { principal: identity, scope: protectedMachineId, actions: restoreRole.Actions },
  ];
  const machine = of('pacs', protectedItemId, { objectives: { rtoSeconds: 14_400, rpoSeconds: 86_400 } });
  const start = () =>
    drillWorld({ components: [machine], plan: { targets }, roles, stores: [protectedMachineId] });

  test('has the disks of its last recovery point restored, closed, and destroyed', async () => {
    const world = await start();
    world.simulation.operations.arrange({ idPattern: '/backupJobs/', seconds: 1_800 });
    const { drill, component } = await drilled(world);
    expect(drill.stop).toBeUndefined();
    expect(component).toMatchObject({
      mode: 'restored',
      status: 'done',
      restorePoint: '2026-10-05T06:00:00.000Z',
      restorePointFrom: 'recoveryPointTime',
      rto: { met: true },
      checks: [
        { name: 'disks', outcome: 'passed' },
        { name: 'data', outcome: 'not-done' },
      ],
      facts: { softDelete: 'Enabled', immutability: 'Unlocked' },
      findings: [{ id: 'pacs|ransomware' }],
    });
    expect(drill.teardown?.live).toBe(0);
    expect(drill.teardown?.destroyed.length).toBe(Number(component.facts['disks']));
    const disks = world.simulation.changes.filter(
      ({ kind, type }) => kind === 'Write' && type === 'Microsoft.Compute/disks',
    );
    expect(disks.length).toBeGreaterThan(0);
    for (const { resource } of disks)
      expect(resource?.['properties']).toMatchObject({
        publicNetworkAccess: 'Disabled',
        networkAccessPolicy: 'AllowPrivate',
      });
    const outside = world.writes().filter((line) => !line.split(' ')[1]?.startsWith(`${drillGroupId}/`));
    expect(outside).toEqual([`POST ${recoveryPointIds[1].replaceAll(';', '%3B')}/restore 202`]);
    expect(world.simulation.changes.some(({ type }) => /networkInterfaces|virtualMachines/i.test(type))).toBe(
      false,
    );
  });

  test('is asked for once, although the answer is lost', async () => {
    const world = await start();
    world.simulation.faults.add({ match: { method: 'POST', idPattern: '/restore$' }, lost: true, times: 1 });
    const { component } = await drilled(world);
    expect(component).toMatchObject({ status: 'done' });
    expect(world.writes().filter((line) => line.startsWith('POST'))).toHaveLength(1);
  });

  test('fails with the reason of its job', async () => {
    const world = await start();
    const failure = { code: 'UserErrorRequestDisallowedByPolicy', message: 'A policy forbids it.' };
    world.simulation.operations.arrange({ idPattern: '/backupJobs/', seconds: 600, failure });
    const { drill, component } = await drilled(world);
    expect(drill.result).toBe('failed');
    expect(component.why).toBe('its disks could not be restored: UserErrorRequestDisallowedByPolicy');
  });

  test('is not restored from a vault that the settings do not name', async () => {
    const world = await start();
    world.ports.azure.restoreDisks = (request, correlationId) =>
      world.drillAzure({ vaults: [] }).restoreDisks(request, correlationId);
    const { component } = await drilled(world);
    expect(component.why).toContain('its vault is not among DRILL_VAULTS');
    expect(world.writes().filter((line) => line.startsWith('POST'))).toEqual([]);
  });
});

describe('a SQL database', () => {
  test('is restored from its last long-term backup, where the plan says so', async () => {
    const component = of('ehr', ehrId, {
      restore: 'long-term',
      objectives: { rtoSeconds: 14_400, rpoSeconds: 604_800 },
    });
    const world = await drillWorld({ components: [component] });
    const { component: report } = await drilled(world);
    const taken = new Date('2026-09-30T06:00:00.000Z');
    expect(report).toMatchObject({
      mode: 'restored',
      restorePoint: taken.toISOString(),
      restorePointFrom: 'backupTime',
      rpo: { measuredSeconds: 432_000, met: true },
      facts: { backup: longTermBackupId(taken) },
    });
  });

  test('that has no geo-replicated backup fails, and says so', async () => {
    const world = await drillWorld({
      components: [
        of('claims', `${clinical}/providers/Microsoft.Sql/servers/sql-lakeside-billing/databases/claims`),
      ],
    });
    const { drill, component } = await drilled(world);
    expect(component.why).toBe('it has no geo-replicated backup');
    expect(drill.result).toBe('failed');
  });

  test('that differs from its source fails', async () => {
    const world = await drillWorld();
    const tables = [{ name: 'visits', rows: 4, checksum: 'b', changedAt: '2026-10-01T00:00:00.000Z' }];
    world.figures['drill-2026q4-ehr'] = { kind: 'procedure', tables };
    const { drill, component } = await drilled(world);
    expect(component).toMatchObject({
      status: 'failed',
      why: 'table visits: 5 rows in the source, 4 in the copy',
    });
    expect(drill.teardown).toMatchObject({ live: 0 });
  });

  test('that cannot be asked is restored, and not shown to be an exact copy', async () => {
    const world = await drillWorld();
    world.figures['drill-2026q4-ehr'] = { kind: 'failed', why: 'ELOGIN 18456' };
    const { drill, component } = await drilled(world);
    expect(drill.result).toBe('executed');
    expect(component.checks).toMatchObject([
      { name: 'online', outcome: 'passed' },
      { name: 'data', outcome: 'not-done', detail: 'the copy could not be asked: ELOGIN 18456' },
    ]);
    // Production is not asked for what there is nothing to compare with.
    expect(world.asked.every((place) => place.endsWith('/drill-2026q4-ehr'))).toBe(true);
    expect(reportOf(drill).doesNotProve).toContain(
      'all of ehr: data, the copy could not be asked: ELOGIN 18456',
    );
  });
});

describe('a PostgreSQL server', () => {
  const id = `${clinical}/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-lakeside`;
  const server = (network: object, backup: object = {}): Resource => ({
    id,
    name: 'pg-lakeside',
    type: 'Microsoft.DBforPostgreSQL/flexibleServers',
    location: 'eastus2',
    tags: {},
    sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' },
    properties: {
      state: 'Ready',
      version: '16',
      fullyQualifiedDomainName: 'pg-lakeside.postgres.database.azure.com',
      network,
      backup: {
        backupRetentionDays: 35,
        geoRedundantBackup: 'Disabled',
        earliestRestoreDate: '2026-09-01T00:00:00.000Z',
        ...backup,
      },
      storage: { storageSizeGB: 128 },
    },
  });
  const own = `${subscription}/resourceGroups/rg-lakeside-clinical/providers/Microsoft.Network/virtualNetworks/vnet-own/subnets/pg`;

  test('with public access is not restored, as the copy would be open', async () => {
    const world = await drillWorld({
      components: [of('pg', id)],
      plan: { targets },
      resources: [server({ publicNetworkAccess: 'Enabled' })],
    });
    const { component } = await drilled(world);
    expect(component).toMatchObject({
      mode: 'readiness',
      why: 'it has public access, and so would a copy from its first second: nothing was restored',
      checks: [
        {
          name: 'backup',
          outcome: 'passed',
          detail: 'a restore is possible to any time since 2026-09-01T00:00:00.000Z',
        },
      ],
      rto: { objectiveSeconds: 14_400 },
    });
    expect(world.writes().filter((line) => line.startsWith('PUT'))).toEqual([]);
  });

  test('with private access is restored into the subnet of the drill group', async () => {
    const world = await drillWorld({
      components: [of('pg', id)],
      plan: { targets },
      resources: [server({ publicNetworkAccess: 'Disabled', delegatedSubnetResourceId: own })],
    });
    world.simulation.operations.arrange({ idPattern: 'drill-2026q4-pg', seconds: 1_200 });
    const { drill, component } = await drilled(world);
    expect(component).toMatchObject({
      mode: 'restored',
      status: 'done',
      rpo: { measuredSeconds: 300, met: true },
      copyId: `${drillGroupId}/providers/Microsoft.DBforPostgreSQL/flexibleServers/drill-2026q4-pg`,
    });
    const made = world.simulation.changes.find(
      ({ kind, id: changed }) => kind === 'Write' && changed === component.copyId,
    );
    expect(made?.resource?.['properties']).toMatchObject({
      network: { delegatedSubnetResourceId: drillPostgresSubnetId },
    });
    expect(drill.teardown).toMatchObject({ live: 0, destroyed: [component.copyId] });
  });
});

describe('a Key Vault', () => {
  const vault = of('keys', `${imaging}/providers/Microsoft.KeyVault/vaults/kv-lakeside-imaging`);

  test('is exercised by a key of the drill, in the drill vault alone', async () => {
    const calls: string[] = [];
    const call = (what: string) => (at: string, name: string) => {
      calls.push(`${what} ${at} ${name}`);
      return Promise.resolve({
        kind: 'done' as const,
        ...(what === 'remove' && { purgedAt: '2027-01-03T00:00:00.000Z' }),
      });
    };
    const keys: DrillKeys = {
      create: call('create'),
      backup: call('backup'),
      remove: call('remove'),
      recover: call('recover'),
    };
    const world = await drillWorld({ components: [vault], plan: { targets } });
    Object.assign(world.ports, { keys });
    const { drill, component } = await drilled(world);
    const at = 'https://kv-lakeside-drill.vault.azure.net/ dr-drill-2026q4';
    expect(calls).toEqual(['create', 'backup', 'remove', 'recover', 'remove'].map((what) => `${what} ${at}`));
    expect(component).toMatchObject({ mode: 'exercised', status: 'done', rto: { met: true } });
    expect(drill.teardown?.softDeleted).toEqual([
      { id: `${drillKeyVaultId}/keys/dr-drill-2026q4`, purgedAt: '2027-01-03T00:00:00.000Z' },
    ]);
  });
});

describe("phiwatch's own tables", () => {
  const own = of('phiwatch', replicatedAccountId, { restore: 'ledger' });
  const tables = { primaryEndpoints: { table: 'https://stlakesidedrill.table.core.windows.net/' } };

  /** A drill of them; `answers` are those of the restores, the last one for good. */
  async function drilledTables(
    answers: readonly Awaited<ReturnType<DrillTables['restore']>>[],
    removals = 0,
  ) {
    const world = await drillWorld({
      components: [own],
      plan: { targets: { ...targets, tablesAccount: drillAccountId } },
    });
    const account = world.simulation.resources.get(drillAccountId)!.resource;
    world.simulation.resources.put({
      ...account,
      properties: { ...(account['properties'] as object), ...tables },
    });
    const calls: string[] = [];
    let failing = removals;
    const port: DrillTables = {
      restore: async (...where) => {
        calls.push(`restore ${where.join(' ')}`);
        return answers[Math.min(calls.length, answers.length) - 1]!;
      },
      remove: async (...where) => {
        calls.push(`remove ${where.join(' ')}`);
        return (failing -= 1) >= 0 ? { kind: 'failed', why: 'HTTP 403' } : { kind: 'done' };
      },
    };
    Object.assign(world.ports, { tables: port });
    return { world, calls, ...(await drilled(world)) };
  }

  const restored = {
    kind: 'restored',
    rows: 12,
    different: 0,
    withoutTexts: 0,
    upTo: '2026-10-05T05:02:00.000Z',
    notRestored: ['Current', 'Outbox'],
  } as const;
  const at = 'https://stlakesidedrill.table.core.windows.net/ drill2026Q4';

  test('are restored from the ledger into tables of the drill, compared, and removed', async () => {
    const { world, calls, drill, component } = await drilledTables([restored]);
    expect(calls).toEqual([`restore ${at}`, `remove ${at}`]);
    expect(component).toMatchObject({
      mode: 'restored',
      status: 'done',
      rpo: { measuredSeconds: 3_480 },
      rto: { met: true },
      checks: [{ name: 'rows', outcome: 'passed' }, { name: 'texts' }],
      facts: { notRestored: 'Current, Outbox' },
    });
    expect(drill.teardown?.endedAt).toBeDefined();
    // Nothing of it is a write to Azure's management.
    expect(world.writes().filter((line) => line.includes('storageAccounts'))).toEqual([]);
  });

  test.each([
    ['differ', { ...restored, different: 3 }, 'rows: 3 rows differ from the ledger'],
    ['are none', { ...restored, rows: 0 }, 'the ledger holds no rows'],
    ['cannot be restored', { kind: 'failed', why: 'row 7 of the ledger differs' }, 'row 7'],
  ] as const)('that %s fail the drill, and are removed', async (_what, answer, why) => {
    const { calls, component, drill } = await drilledTables([answer]);
    expect(component).toMatchObject({ status: 'failed', why: expect.stringContaining(why) });
    expect(drill.result).toBe('failed');
    expect(calls.at(-1)).toBe(`remove ${at}`);
  });

  test('that cannot be removed keep the teardown at it, and people are notified', async () => {
    const { calls, drill, world } = await drilledTables([restored], 3);
    expect(calls.filter((call) => call.startsWith('remove'))).toHaveLength(4);
    expect(
      world
        .messages()
        .some(({ severity, lines }) => severity === 'critical' && lines.join().includes('HTTP 403')),
    ).toBe(true);
    expect(drill.phase).toBe('ended');
  });
});

describe('a storage account', () => {
  const images = of('images', replicatedAccountId, { objectives: { rtoSeconds: 14_400, rpoSeconds: 900 } });

  test('is looked at, and its canary read in the second region', async () => {
    const canary = { container: 'drill', blob: 'canary.txt', sha256: 'a'.repeat(64) };
    const read: string[] = [];
    const world = await drillWorld({ components: [{ ...images, canary }], stores: [replicatedAccountId] });
    Object.assign(world.ports, {
      canary: {
        digest: (address: string) => {
          read.push(address);
          return Promise.resolve({ kind: 'read', sha256: canary.sha256 });
        },
      },
    });
    const { drill, component } = await drilled(world);
    expect(read).toEqual([
      expect.stringMatching(/^https:\/\/stlakesideimages-secondary\.blob\..*\/drill\/canary\.txt$/),
    ]);
    expect(component).toMatchObject({ mode: 'exercised', rpo: { measuredSeconds: 420, met: true } });
    expect(drill.coverage).toMatchObject({ restored: 0, all: 1 });
    expect(world.writes().filter((line) => line.startsWith('PUT'))).toEqual([]);
  });

  test('without a second region is a finding, and no failed step', async () => {
    const world = await drillWorld({ components: [images] });
    const account = world.simulation.resources.get(replicatedAccountId)!.resource;
    world.simulation.resources.put({ ...account, sku: { name: 'Standard_ZRS', tier: 'Standard' } });
    const { drill, component } = await drilled(world);
    expect(component).toMatchObject({ status: 'done', findings: [{ id: 'images|redundancy' }] });
    expect(drill.result).toBe('executed');
  });
});

describe('what cannot be restored by a customer is said to be so', () => {
  const health = `${clinical}/providers/Microsoft.HealthcareApis/workspaces/hw/fhirservices/fhir`;

  test.each<[name: string, resource: Resource, expected: object]>([
    [
      'a FHIR service without exports',
      {
        id: health,
        name: 'hw/fhir',
        type: 'Microsoft.HealthcareApis/workspaces/fhirservices',
        location: 'eastus2',
        properties: {},
      },
      { findings: [{ id: 'it|export' }], facts: { restorableDays: '7' } },
    ],
    [
      'a failover group',
      {
        id: `${clinical}/providers/Microsoft.Sql/servers/sql-lakeside-ehr/failoverGroups/fg`,
        name: 'fg',
        type: 'Microsoft.Sql/servers/failoverGroups',
        properties: {
          replicationState: 'CATCH_UP',
          partnerServers: [{ id: '/x' }],
          readWriteEndpoint: { failoverPolicy: 'Manual' },
        },
      },
      { checks: [{ outcome: 'passed' }], facts: { failoverPolicy: 'Manual' } },
    ],
    [
      'a Cosmos DB account with periodic backups',
      {
        id: `${clinical}/providers/Microsoft.DocumentDB/databaseAccounts/cosmos-drilled`,
        name: 'cosmos-drilled',
        type: 'Microsoft.DocumentDB/databaseAccounts',
        location: 'eastus2',
        properties: {
          locations: [{}],
          backupPolicy: { type: 'Periodic', periodicModeProperties: { backupIntervalInMinutes: 240 } },
        },
      },
      { findings: [{ id: 'it|backup' }], facts: { intervalMinutes: '240' } },
    ],
    [
      'an Event Hubs namespace',
      {
        id: `${clinical}/providers/Microsoft.EventHub/namespaces/eh-drilled`,
        name: 'eh-drilled',
        type: 'Microsoft.EventHub/namespaces',
        location: 'eastus2',
        sku: { name: 'Standard' },
        properties: {},
      },
      { checks: [{ outcome: 'not-done' }] },
    ],
  ])('%s', async (_name, resource, expected) => {
    const world = await drillWorld({ components: [of('it', resource.id ?? '')], resources: [resource] });
    const { drill, component } = await drilled(world);
    expect(component).toMatchObject({
      mode: 'readiness',
      status: 'done',
      why: expect.any(String),
      ...expected,
    });
    expect(drill.result).toBe('executed');
    expect(world.writes()).toEqual([expect.stringContaining('PATCH')]);
  });

  test('a FHIR service, with the age of its last export', async () => {
    const resource: Resource = {
      id: health,
      name: 'hw/fhir',
      type: 'Microsoft.HealthcareApis/workspaces/fhirservices',
      location: 'eastus2',
      properties: { exportConfiguration: { storageAccountName: 'stexports' } },
    };
    const answers: LogAnswer[] = [
      { kind: 'throttled', why: 'busy', retryAfterSeconds: 30 },
      {
        kind: 'rows',
        rows: [
          { At: '2026-10-05T04:10:00.000Z', Complete: true },
          { At: '2026-10-05T04:00:00.000Z', Complete: false },
        ],
      },
    ];
    const logs = { query: async () => answers.shift() ?? { kind: 'rows' as const, rows: [] } };
    const world = await drillWorld({ components: [of('it', health)], resources: [resource], logs });
    const { drill, component } = await drilled(world);
    expect(component).toMatchObject({
      mode: 'readiness',
      status: 'done',
      restorePoint: '2026-10-05T04:00:00.000Z',
      facts: {
        lastExportBegan: '2026-10-05T04:00:00.000Z',
        lastExportSeenComplete: '2026-10-05T04:10:00.000Z',
      },
      checks: [{ outcome: 'not-done' }, { name: 'export', outcome: 'passed' }],
    });
    expect(component.rpo.measuredSeconds).toBe(
      secondsBetween('2026-10-05T04:00:00.000Z', drill.startedAt ?? ''),
    );
    expect(answers).toEqual([]);
  });

  test('and what is not there at all is a failed drill', async () => {
    const world = await drillWorld({ components: [of('it', health)] });
    const { drill } = await drilled(world);
    expect(drill).toMatchObject({
      result: 'failed',
      components: [{ why: expect.stringContaining('it is not there') }],
    });
  });
});
