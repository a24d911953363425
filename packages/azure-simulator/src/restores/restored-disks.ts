import { randomUUID } from 'node:crypto';
import { isObject, propertiesOf } from '../merge.ts';
import type { Json } from '../merge.ts';
import type { Resource } from '../resource.ts';
import type { Resources } from '../resources.ts';

/** A wish for the disks of a machine as they once were. */
interface Wish {
  readonly asked: Json;
  readonly location: string;
  readonly machine: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

interface NewDisk {
  readonly id: string;
  readonly body: Json;
}

/** A disk of the machine: its place in a name, and the disk as it is today, if it still is. */
interface Slot {
  readonly part: string;
  readonly disk: Resource | undefined;
}

/**
 * Returns the disks that a restore makes in its target group; none where it names no group: then they go into the account as blobs
 * (https://learn.microsoft.com/azure/backup/tutorial-restore-disk). Azure Backup chooses their names by machine, place and moment in UTC, without the
 * hyphens of the machine's name. A post of its support in Japan (2022-10-28, on the accounts that restores of machines take) has it for the files of
 * `VM-RHEL-PE`: `vmrhelpe-osdisk-20220319-233028`, `vmrhelpe-datadisk-000-20220319-233028`; a configuration that was published has it for the disk of
 * `atlassian-nonprod-jira-01`: `atlassiannonprodjira01-osdisk-20250115-102743`. That they have no tags is not sourced.
 */
export function restoredDisks(
  resources: Resources,
  { asked, location, machine, startedAt }: Wish,
): readonly NewDisk[] {
  const group = asked['targetResourceGroupId'];
  if (typeof group !== 'string') return [];
  const slots = slotsOf(resources, String(asked['sourceResourceId']));
  const short = machine.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const idOf = (part: string, at: number) =>
    `${group}/providers/Microsoft.Compute/disks/${short}-${part}-${stampOf(at)}`;
  let at = startedAt;
  while (slots.some(({ part }) => resources.get(idOf(part, at)))) at += 1000;
  return slots.map(({ part, disk }) => ({
    id: idOf(part, at),
    body: bodyOf(disk, { asked, location, at }),
  }));
}

/** A machine that is gone had a disk at least. */
function slotsOf(resources: Resources, machineId: string): readonly Slot[] {
  const profile = propertiesOf(resources.get(machineId)?.resource)['storageProfile'];
  const { osDisk, dataDisks } = isObject(profile) ? profile : {};
  const diskOf = (of: unknown) => {
    const managed = isObject(of) ? of['managedDisk'] : undefined;
    return isObject(managed) ? resources.get(String(managed['id']))?.resource : undefined;
  };
  const data = Array.isArray(dataDisks) ? dataDisks : [];
  return [
    { part: 'osdisk', disk: diskOf(osDisk) },
    ...data.map((each: unknown, index) => ({
      part: `datadisk-${lunOf(each, index)}`,
      disk: diskOf(each),
    })),
  ];
}

function lunOf(disk: unknown, index: number): string {
  const lun = isObject(disk) && typeof disk['lun'] === 'number' ? disk['lun'] : index;
  return String(lun).padStart(3, '0');
}

function stampOf(at: number): string {
  const [day = '', time = ''] = new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T');
  return `${day}-${time}`;
}

function bodyOf(
  disk: Resource | undefined,
  { asked, location, at }: { readonly asked: Json; readonly location: string; readonly at: number },
): Json {
  const { diskSizeGB, diskSizeBytes, osType, encryption } = propertiesOf(disk);
  return {
    location,
    sku: disk?.['sku'] ?? { name: 'Standard_LRS', tier: 'Standard' },
    properties: {
      ...(osType === undefined ? {} : { osType }),
      creationData: { createOption: 'Restore' },
      diskSizeGB: diskSizeGB ?? 128,
      ...(diskSizeBytes === undefined ? {} : { diskSizeBytes }),
      encryption: encryption ?? { type: 'EncryptionAtRestWithPlatformKey' },
      ...accessOf(asked['targetDiskNetworkAccessSettings'], disk),
      timeCreated: new Date(at).toISOString(),
      provisioningState: 'Succeeded',
      diskState: 'Unattached',
      uniqueId: randomUUID(),
    },
  };
}

/** Disks are open to all networks unless the request says otherwise: `TargetDiskNetworkAccessSettings` of @azure/arm-recoveryservicesbackup. */
function accessOf(settings: unknown, disk: Resource | undefined): Json {
  const { targetDiskNetworkAccessOption, targetDiskAccessId } = isObject(settings) ? settings : {};
  if (targetDiskNetworkAccessOption === 'EnablePrivateAccessForAllDisks')
    return {
      networkAccessPolicy: 'AllowPrivate',
      publicNetworkAccess: 'Disabled',
      diskAccessId: targetDiskAccessId,
    };
  const { networkAccessPolicy, publicNetworkAccess, diskAccessId } = propertiesOf(disk);
  return targetDiskNetworkAccessOption === 'SameAsOnSourceDisks' && disk
    ? { networkAccessPolicy, publicNetworkAccess, ...(diskAccessId === undefined ? {} : { diskAccessId }) }
    : { networkAccessPolicy: 'AllowAll', publicNetworkAccess: 'Enabled' };
}
