import type { CloudName } from '../azure/index.ts';

/** The services of a cloud that hold data: the scopes of their tokens, and the ends of their hosts, to which alone a token is sent. */
export interface DataPlane {
  readonly scopes: { readonly sql: string; readonly postgresql: string; readonly storage: string };
  readonly hosts: {
    readonly sql: readonly string[];
    readonly postgresql: readonly string[];
    readonly blob: readonly string[];
    readonly vault: readonly string[];
  };
}

/** The same in all clouds. https://learn.microsoft.com/azure/storage/blobs/authorize-access-azure-active-directory */
const storage = 'https://storage.azure.com/.default';

/**
 * By the names of the clouds.
 * Hosts: https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
 * Scopes of PostgreSQL: https://github.com/Azure/azure-cli/blob/dev/src/azure-cli-core/azure/cli/core/cloud.py
 * Blobs at endpoints with a DNS zone: https://learn.microsoft.com/azure/storage/common/storage-account-overview
 */
export const dataPlanes: Readonly<Record<CloudName, DataPlane>> = {
  AzureCloud: {
    scopes: {
      sql: 'https://database.windows.net/.default',
      postgresql: 'https://ossrdbms-aad.database.windows.net/.default',
      storage,
    },
    hosts: {
      sql: ['.database.windows.net'],
      postgresql: ['.postgres.database.azure.com'],
      blob: ['.blob.core.windows.net', '.blob.storage.azure.net'],
      vault: ['.vault.azure.net'],
    },
  },
  AzureUSGovernment: {
    scopes: {
      sql: 'https://database.usgovcloudapi.net/.default',
      postgresql: 'https://ossrdbms-aad.database.usgovcloudapi.net/.default',
      storage,
    },
    hosts: {
      sql: ['.database.usgovcloudapi.net'],
      postgresql: ['.postgres.database.usgovcloudapi.net'],
      blob: ['.blob.core.usgovcloudapi.net'],
      vault: ['.vault.usgovcloudapi.net'],
    },
  },
};

/** Says whether a host is a name below one of these ends. */
export function isHostBelow(ends: readonly string[], host: string): boolean {
  const name = host.toLowerCase();
  return /^[a-z0-9][a-z0-9.-]*$/.test(name) && ends.some((end) => name.endsWith(end));
}
