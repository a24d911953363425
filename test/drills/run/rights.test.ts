import {
  backupVaultId,
  drillAccountId,
  drillDiskAccessId,
  drillGroupId,
  drillNetworkId,
  drillPostgresSubnetId,
  protectedItemId,
  protectedMachineId,
} from '@phiwatch/sample-hospital';
import type { Grant, Resource } from '@phiwatch/azure-simulator';
import { expect, test } from 'vitest';
import drillRole from '../../../infra/drill-role.json' with { type: 'json' };
import restoreRole from '../../../infra/drill-restore-role.json' with { type: 'json' };
import type { Component } from '../../../src/drills/plans/index.ts';
import { takeTurn } from '../../../src/drills/run/index.ts';
import { clinical, drillServer, drillWorld, ehr, ehrId, identity, subscription } from './world.ts';

const pgId = `${clinical}/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg-lakeside`;
const zone = `${drillGroupId}/providers/Microsoft.Network/privateDnsZones/drill.postgres.database.azure.com`;
const resources: readonly Resource[] = [
  {
    id: pgId,
    name: 'pg-lakeside',
    type: 'Microsoft.DBforPostgreSQL/flexibleServers',
    location: 'eastus2',
    sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' },
    properties: {
      state: 'Ready',
      version: '16',
      fullyQualifiedDomainName: 'pg-lakeside.postgres.database.azure.com',
      network: {
        publicNetworkAccess: 'Disabled',
        delegatedSubnetResourceId: `${drillNetworkId}/subnets/elsewhere`,
      },
      backup: {
        backupRetentionDays: 35,
        geoRedundantBackup: 'Disabled',
        earliestRestoreDate: '2026-09-01T00:00:00.000Z',
      },
      storage: { storageSizeGB: 128 },
    },
  },
];

const components: readonly Component[] = [
  ehr,
  { ...ehr, name: 'pg', resourceId: pgId },
  { ...ehr, name: 'pacs', resourceId: protectedItemId },
];

const targets = {
  sqlServer: drillServer,
  stagingAccount: drillAccountId,
  diskAccess: drillDiskAccessId,
  postgresqlSubnet: drillPostgresSubnetId,
  postgresqlDnsZone: zone,
};

/** The roles as docs/drills.md assigns them, but for some actions. */
function grants(without: (action: string) => boolean): readonly Grant[] {
  const has = (actions: readonly string[]) => actions.filter((action) => !without(action));
  return [
    { principal: identity, scope: subscription, actions: has(['*/read']) },
    { principal: identity, scope: drillGroupId, actions: has(drillRole.Actions) },
    ...[backupVaultId, protectedMachineId].map((scope) => ({
      principal: identity,
      scope,
      actions: has(restoreRole.Actions),
    })),
  ];
}

const start = (roles: readonly Grant[], only = components) =>
  drillWorld({
    components: only,
    resources,
    roles,
    plan: { targets, cost: { currency: 'USD', cap: 100 } },
    stores: [ehrId],
  });

test('with its roles a drill has all rights that it needs', async () => {
  const world = await start(grants(() => false));
  await world.approved();
  const drill = await world.run();
  expect(drill.components.map(({ status, why }) => why ?? status)).toEqual(['done', 'done', 'done']);
  expect(drill.teardown).toMatchObject({ live: 0 });
});

/** Each action of the roles that can be missed, and what then fails: a component, or the drill as a whole, or its teardown. */
const missed: readonly [action: string, what: string][] = [
  ['Microsoft.Resources/tags/write', 'the drill'],
  ['Microsoft.Sql/servers/databases/write', 'ehr'],
  ['Microsoft.Sql/servers/databases/delete', 'the teardown'],
  ['Microsoft.DBforPostgreSQL/flexibleServers/write', 'pg'],
  ['Microsoft.DBforPostgreSQL/flexibleServers/delete', 'the teardown'],
  ['Microsoft.Network/virtualNetworks/subnets/join/action', 'pg'],
  ['Microsoft.Compute/disks/write', 'pacs'],
  ['Microsoft.Compute/disks/delete', 'the teardown'],
  ['Microsoft.Resources/subscriptions/resourceGroups/write', 'pacs'],
  ['Microsoft.Storage/storageAccounts/write', 'pacs'],
  ['Microsoft.Compute/virtualMachines/write', 'pacs'],
  [
    'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems/recoveryPoints/restore/action',
    'pacs',
  ],
];

test.each(missed)(
  'without %s, %s fails and says so, and everything else is destroyed',
  async (action, what) => {
    const component = components.find(({ name }) => name === what)?.name;
    // Of the others the test above shows that they go.
    const name = component ?? (/Sql|tags/.test(action) ? 'ehr' : /PostgreSQL/.test(action) ? 'pg' : 'pacs');
    const only = components.filter((each) => each.name === name);
    const world = await start(
      grants((each) => each === action),
      only,
    );
    const id = await world.approved();
    let says: string | undefined;
    if (action.endsWith('/delete')) {
      for (let turns = 0; turns < 60; turns += 1) {
        const turn = await takeTurn(id, world.ports);
        if (turn.kind === 'wait')
          world.clock.advance((Date.parse(turn.until) - world.clock.now().getTime()) / 1000);
      }
      says = world
        .messages()
        .find(({ severity }) => severity === 'critical')
        ?.lines.join(' ');
      expect(says).toContain('HTTP 403 AuthorizationFailed');
      world.simulation.roles.set(grants(() => false));
    }
    const drill = await world.run();
    expect(drill.teardown).toMatchObject({ live: 0 });
    const failing = drill.components.find(({ component: { name } }) => name === component);
    says ??= failing?.why ?? drill.stop?.why;
    expect(says?.replace('read and write on the machine', 'write')).toContain(action);
    if (component !== undefined) {
      expect(drill.result).toBe('failed');
      // What was refused is not waited for.
      expect(world.simulation.log.filter(({ path }) => path.endsWith('/resources')).length).toBeLessThan(20);
      expect(drill.components.filter(({ status }) => status === 'failed')).toHaveLength(1);
    }
  },
);
