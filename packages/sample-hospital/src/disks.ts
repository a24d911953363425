import { guid, idOf, moment, nameOf, systemIdentity, tracked } from './resource.ts';
import type { Group, Json, Resource } from './resource.ts';

export const diskEncryptionSetId = idOf('shared', 'Microsoft.Compute/diskEncryptionSets', 'des-lakeside');

/** Encrypts disks with the hospital's own key. */
export function encryptionSet(): Resource {
  return tracked('shared', 'Microsoft.Compute/diskEncryptionSets', nameOf(diskEncryptionSetId), {
    identity: systemIdentity('disk encryption'),
    properties: {
      activeKey: {
        keyUrl: `https://kv-lakeside-keys.vault.azure.net/keys/disks/${guid('key disks').replaceAll('-', '')}`,
      },
      encryptionType: 'EncryptionAtRestWithCustomerKey',
      rotationToLatestKeyVersionEnabled: true,
      lastKeyRotationTimestamp: moment('disk encryption'),
      provisioningState: 'Succeeded',
    },
  });
}

export function disk(group: Group, name: string, rest: Json, managedBy?: string): Resource {
  return tracked(group, 'Microsoft.Compute/disks', name, {
    ...(managedBy ? { managedBy } : {}),
    sku: { name: 'Premium_LRS', tier: 'Premium' },
    properties: {
      diskSizeGB: 256,
      diskSizeBytes: 274_877_906_944,
      diskIOPSReadWrite: 1100,
      diskMBpsReadWrite: 125,
      encryption: { type: 'EncryptionAtRestWithPlatformKey' },
      networkAccessPolicy: 'DenyAll',
      publicNetworkAccess: 'Disabled',
      timeCreated: moment(name),
      provisioningState: 'Succeeded',
      uniqueId: guid(name),
      tier: 'P15',
      ...rest,
    },
  });
}
