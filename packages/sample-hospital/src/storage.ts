import { etag } from './resource.ts';
import type { Resource } from './resource.ts';
import { storageAccount } from './storage-account.ts';

const locked = {
  hasImmutabilityPolicy: true,
  immutabilityPolicy: {
    etag: etag('immutability').slice(2),
    properties: {
      immutabilityPeriodSinceCreationInDays: 2555,
      state: 'Locked',
      allowProtectedAppendWrites: false,
    },
    updateHistory: [],
  },
};

/** The imaging archives, the exchange with partners, application data and logs of the hospital. */
export function storage(): Resource[] {
  const archive = {
    group: 'imaging',
    privateEndpoint: true,
    encryptedBy: 'vault',
    container: locked,
  } as const;
  return [
    // The demo turns off secure transfer here.
    storageAccount({ ...archive, name: 'stlakesideimages', containers: ['dicom-archive', 'dicom-priors'] }),
    storageAccount({
      ...archive,
      name: 'stlakesidedicomcold',
      sku: 'Standard_GRS',
      containers: ['archive'],
      properties: { accessTier: 'Cool' },
    }),
    storageAccount({ ...archive, name: 'stlakesidecardio', containers: ['echo', 'cath'] }),
    // Older than the setting of a minimum TLS version, and shared keys were never turned off.
    storageAccount({
      group: 'imaging',
      name: 'stlakesidemodality',
      sku: 'Standard_LRS',
      containers: ['worklist'],
      properties: {
        minimumTlsVersion: undefined,
        allowSharedKeyAccess: undefined,
        publicNetworkAccess: undefined,
      },
      blobs: { isVersioningEnabled: undefined, changeFeed: undefined },
    }),
    storageAccount({
      group: 'imaging',
      name: 'stlakesideteaching',
      sku: 'Standard_LRS',
      containers: ['teaching-files'],
      container: { publicAccess: 'Blob' },
      properties: {
        allowBlobPublicAccess: true,
        networkAcls: {
          bypass: 'AzureServices',
          virtualNetworkRules: [],
          ipRules: [],
          defaultAction: 'Allow',
        },
      },
      blobs: {
        deleteRetentionPolicy: { enabled: false, allowPermanentDelete: false },
        isVersioningEnabled: false,
      },
      logged: false,
    }),
    storageAccount({
      group: 'clinical',
      name: 'stlakesidefhirexport',
      privateEndpoint: true,
      encryptedBy: 'vault',
      containers: ['export'],
    }),
    storageAccount({
      group: 'clinical',
      name: 'stlakesideportal',
      containers: ['documents'],
      blobs: {
        cors: {
          corsRules: [
            {
              allowedOrigins: ['https://portal.lakeside.example'],
              allowedMethods: ['GET', 'PUT'],
              maxAgeInSeconds: 300,
              exposedHeaders: ['x-ms-request-id'],
              allowedHeaders: ['*'],
            },
          ],
        },
      },
    }),
    storageAccount({
      group: 'clinical',
      name: 'stlakesideclaims',
      containers: ['inbound', 'outbound'],
      properties: { minimumTlsVersion: 'TLS1_0' },
    }),
    storageAccount({
      group: 'clinical',
      name: 'stlakesidehl7',
      encryptedBy: 'vault',
      containers: ['messages'],
      logged: false,
    }),
    storageAccount({
      group: 'shared',
      name: 'stlakesidelogs',
      containers: ['insights-activity-logs'],
      container: locked,
    }),
    storageAccount({
      group: 'shared',
      name: 'stlakesidesqlaudit',
      containers: ['sqldbauditlogs'],
      container: locked,
    }),
    storageAccount({
      group: 'shared',
      name: 'stlakesideflowlogs',
      sku: 'Standard_LRS',
      containers: ['insights-logs-flowlogflowevent'],
      properties: {
        networkAcls: {
          bypass: 'AzureServices',
          virtualNetworkRules: [],
          ipRules: [{ value: '203.0.113.10', action: 'Allow' }],
          defaultAction: 'Deny',
        },
      },
    }),
  ].flat();
}
