import { disk, diskEncryptionSetId, encryptionSet } from './disks.ts';
import { child, etag, guid, idOf, ids, moment, systemIdentity, tracked } from './resource.ts';
import type { Group, Json, Resource } from './resource.ts';

interface Machine {
  readonly group: Group;
  readonly name: string;
  readonly os: 'Linux' | 'Windows';
  readonly securityProfile?: Json;
  readonly dataDisk?: boolean;
  /** Encrypt the disks with the hospital's own key. Default: so. */
  readonly ownKey?: boolean;
}

function machine({ group, name, os, securityProfile, dataDisk, ownKey = true }: Machine): Resource[] {
  const id = idOf(group, 'Microsoft.Compute/virtualMachines', name);
  const nicId = idOf(group, 'Microsoft.Network/networkInterfaces', `nic-${name}`);
  const subnet =
    group === 'imaging'
      ? `${ids.imagingNetwork}/subnets/snet-pacs`
      : `${ids.clinicalNetwork}/subnets/snet-data`;
  const diskNames = [`disk-${name}-os`, ...(dataDisk ? [`disk-${name}-data`] : [])];
  const diskId = (diskName: string): string => idOf(group, 'Microsoft.Compute/disks', diskName);
  const managed = { storageAccountType: 'Premium_LRS' };
  const configuration =
    os === 'Linux'
      ? {
          linuxConfiguration: {
            disablePasswordAuthentication: true,
            provisionVMAgent: true,
            patchSettings: { patchMode: 'AutomaticByPlatform', assessmentMode: 'AutomaticByPlatform' },
          },
        }
      : {
          windowsConfiguration: {
            provisionVMAgent: true,
            enableAutomaticUpdates: true,
            patchSettings: { patchMode: 'AutomaticByPlatform', assessmentMode: 'AutomaticByPlatform' },
          },
        };
  const image =
    os === 'Linux'
      ? {
          publisher: 'Canonical',
          offer: 'ubuntu-24_04-lts',
          sku: 'server',
          version: 'latest',
          exactVersion: '24.04.202510020',
        }
      : {
          publisher: 'MicrosoftWindowsServer',
          offer: 'WindowsServer',
          sku: '2022-datacenter-azure-edition',
          version: 'latest',
          exactVersion: '20348.4297.251003',
        };
  const resource = tracked(group, 'Microsoft.Compute/virtualMachines', name, {
    etag: `"${guid(id).slice(0, 8)}"`,
    identity: systemIdentity(name),
    zones: ['1'],
    properties: {
      hardwareProfile: { vmSize: 'Standard_D4s_v5' },
      provisioningState: 'Succeeded',
      vmId: guid(id),
      ...(securityProfile ? { securityProfile } : {}),
      storageProfile: {
        imageReference: image,
        osDisk: {
          osType: os,
          name: diskNames[0],
          createOption: 'FromImage',
          caching: 'ReadWrite',
          managedDisk: { ...managed, id: diskId(diskNames[0]!) },
          deleteOption: 'Delete',
          diskSizeGB: 256,
        },
        dataDisks: diskNames.slice(1).map((diskName, lun) => ({
          lun,
          name: diskName,
          createOption: 'Attach',
          caching: 'None',
          managedDisk: { ...managed, id: diskId(diskName) },
          deleteOption: 'Detach',
          diskSizeGB: 256,
          toBeDetached: false,
        })),
        diskControllerType: 'SCSI',
      },
      osProfile: {
        computerName: name,
        adminUsername: 'azureadmin',
        ...configuration,
        secrets: [],
        allowExtensionOperations: true,
      },
      networkProfile: { networkInterfaces: [{ id: nicId, properties: { deleteOption: 'Detach' } }] },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      timeCreated: moment(name),
    },
  });
  const nic = tracked(group, 'Microsoft.Network/networkInterfaces', `nic-${name}`, {
    etag: etag(nicId),
    properties: {
      provisioningState: 'Succeeded',
      resourceGuid: guid(nicId),
      ipConfigurations: [
        {
          name: 'ipconfig1',
          id: `${nicId}/ipConfigurations/ipconfig1`,
          etag: etag(nicId),
          type: 'Microsoft.Network/networkInterfaces/ipConfigurations',
          properties: {
            provisioningState: 'Succeeded',
            privateIPAddress: '10.20.0.10',
            privateIPAllocationMethod: 'Dynamic',
            subnet: { id: subnet },
            primary: true,
            privateIPAddressVersion: 'IPv4',
          },
        },
      ],
      dnsSettings: { dnsServers: [], appliedDnsServers: [] },
      enableAcceleratedNetworking: true,
      enableIPForwarding: false,
      primary: true,
      virtualMachine: { id },
      nicType: 'Standard',
    },
  });
  const agent = os === 'Linux' ? 'AzureMonitorLinuxAgent' : 'AzureMonitorWindowsAgent';
  const monitoring = child(resource, 'extensions', agent, {
    location: resource['location'],
    properties: {
      autoUpgradeMinorVersion: true,
      enableAutomaticUpgrade: true,
      provisioningState: 'Succeeded',
      publisher: 'Microsoft.Azure.Monitor',
      type: agent,
      typeHandlerVersion: '1.0',
    },
  });
  const disks = diskNames.map((diskName, index) =>
    disk(
      group,
      diskName,
      {
        diskState: 'Attached',
        ...(ownKey ? { encryption: { type: 'EncryptionAtRestWithCustomerKey', diskEncryptionSetId } } : {}),
        creationData: { createOption: index === 0 ? 'FromImage' : 'Empty' },
        ...(index === 0 ? { osType: os, hyperVGeneration: 'V2' } : {}),
      },
      id,
    ),
  );
  return [resource, nic, monitoring, ...disks];
}

export function compute(): Resource[] {
  const trusted = {
    encryptionAtHost: true,
    securityType: 'TrustedLaunch',
    uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
  };
  return [
    encryptionSet(),
    ...machine({
      group: 'imaging',
      name: 'vm-pacs-01',
      os: 'Windows',
      securityProfile: trusted,
      dataDisk: true,
    }),
    ...machine({
      group: 'imaging',
      name: 'vm-pacs-02',
      os: 'Windows',
      securityProfile: trusted,
      dataDisk: true,
    }),
    ...machine({ group: 'clinical', name: 'vm-interfaces', os: 'Linux', securityProfile: trusted }),
    // Made before encryption at host was asked for: ARM leaves the whole profile out.
    ...machine({ group: 'clinical', name: 'vm-pharmacy', os: 'Windows', ownKey: false }),
    disk('imaging', 'disk-migration-2024', {
      diskState: 'Unattached',
      creationData: { createOption: 'Empty' },
      networkAccessPolicy: 'AllowAll',
      publicNetworkAccess: 'Enabled',
    }),
  ];
}
