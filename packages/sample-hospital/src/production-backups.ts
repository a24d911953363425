import * as drill from './drill-ids.ts';
import { backupVault } from './monitor.ts';
import { guid, moment, nameOf } from './resource.ts';
import type { Resource } from './resource.ts';
import { storage } from './storage.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Returns the backups that a drill restores production from. `backedUpAt`: the moment of the newest backup of the machine; the others are a little older. */
export function productionBackups(backedUpAt: Date): Resource[] {
  const before = (ms: number) => new Date(backedUpAt.getTime() - ms);
  return [
    geoBackup(drill.ehrGeoBackupId, before(40 * minuteMs)),
    geoBackup(drill.pacsGeoBackupId, before(55 * minuteMs)),
    longTermBackup(before(5 * dayMs)),
    ...vault(backedUpAt, before(dayMs)),
    replicatedAccount(before(7 * minuteMs)),
  ];
}

function geoBackup(id: string, takenAt: Date): Resource {
  return {
    id,
    name: nameOf(id),
    type: 'Microsoft.Sql/servers/recoverableDatabases',
    properties: {
      edition: 'GeneralPurpose',
      serviceLevelObjective: 'GP_Gen5_4',
      lastAvailableBackupDate: takenAt.toISOString(),
    },
  };
}

function longTermBackup(takenAt: Date): Resource {
  const id = drill.longTermBackupId(takenAt);
  const name = nameOf(id);
  const server = nameOf(drill.ehrServerId);
  return {
    id,
    name,
    type: 'Microsoft.Sql/locations/longTermRetentionServers/longTermRetentionDatabases/longTermRetentionBackups',
    properties: {
      serverName: server,
      serverCreateTime: moment(server),
      databaseName: nameOf(drill.ehrDatabaseId),
      backupTime: takenAt.toISOString(),
      backupExpirationTime: new Date(takenAt.getTime() + 84 * dayMs).toISOString(),
      backupStorageRedundancy: 'Geo',
      isBackupImmutable: false,
      backupStorageAccessTier: 'Hot',
    },
  };
}

/** A vault with one machine in it. Layout: https://learn.microsoft.com/rest/api/backup/protected-items/get and recovery-points/get. */
function vault(newest: Date, older: Date): Resource[] {
  const itemType = 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems';
  const item = {
    id: drill.protectedItemId,
    name: nameOf(drill.protectedItemId),
    type: itemType,
    properties: {
      protectedItemType: 'Microsoft.Compute/virtualMachines',
      backupManagementType: 'AzureIaasVM',
      workloadType: 'VM',
      containerName: drill.protectedItemId.split('/').at(-3),
      sourceResourceId: drill.protectedMachineId,
      virtualMachineId: drill.protectedMachineId,
      friendlyName: nameOf(drill.protectedMachineId),
      policyId: `${drill.backupVaultId}/backupPolicies/DefaultPolicy`,
      policyName: 'DefaultPolicy',
      protectionState: 'Protected',
      protectionStatus: 'Healthy',
      healthStatus: 'Passed',
      lastBackupStatus: 'Completed',
      lastBackupTime: newest.toISOString(),
      lastRecoveryPoint: newest.toISOString(),
      protectedItemDataId: guid(drill.protectedItemId),
      isScheduledForDeferredDelete: false,
    },
  };
  const points = [older, newest].map((takenAt, index) => ({
    id: drill.recoveryPointIds[index]!,
    name: nameOf(drill.recoveryPointIds[index]!),
    type: `${itemType}/recoveryPoints`,
    properties: {
      objectType: 'IaasVMRecoveryPoint',
      recoveryPointType: 'AppConsistent',
      recoveryPointTime: takenAt.toISOString(),
      sourceVMStorageType: 'PremiumVMOnPartialPremiumStorage',
      isSourceVMEncrypted: false,
      isInstantIlrSessionActive: false,
      isManagedVirtualMachine: true,
      virtualMachineSize: 'Standard_D4s_v5',
      originalStorageAccountOption: false,
      osType: 'Windows',
      recoveryPointTierDetails: [{ type: 'HardenedRP', status: 'Valid' }],
    },
  }));
  const own = backupVault('shared', nameOf(drill.backupVaultId), {
    securitySettings: {
      immutabilitySettings: { state: 'Unlocked' },
      softDeleteSettings: { softDeleteState: 'Enabled', softDeleteRetentionPeriodInDays: 14 },
    },
  });
  return [own, item, ...points];
}

/** The imaging archive, with a copy in another region that can be read. */
function replicatedAccount(lastSyncTime: Date): Resource {
  const account = storage().find(({ id }) => id === drill.replicatedAccountId)!;
  return {
    ...account,
    sku: { name: 'Standard_RAGRS', tier: 'Standard' },
    properties: {
      ...(account['properties'] as object),
      secondaryLocation: 'centralus',
      geoReplicationStats: { status: 'Live', lastSyncTime: lastSyncTime.toISOString(), canFailover: true },
    },
  };
}
