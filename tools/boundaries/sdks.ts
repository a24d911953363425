/** SDKs of Azure and of its Functions host, and drivers of databases, in the linter's notation. What a folder does not have here it may not import. */
export const sdks = ['@azure/*', '@azure-rest/*', 'durable-functions', 'pg', 'tedious'];

/** The SDKs that each folder uses; one that is left out uses none. dev, tools, bench, test and packages may use all. */
export const sdksOf: Readonly<Record<string, readonly string[]>> = {
  'src/app': ['@azure/identity', '@azure/core-auth'],
  'src/notifications/publishing': ['@azure/eventgrid', '@azure/monitor-ingestion', '@azure/core-auth'],
  'src/notifications/channels': ['@azure/core-auth'],
  'src/platform/azure-clients': [
    '@azure/arm-*',
    '@azure/core-auth',
    '@azure/core-rest-pipeline',
    '@azure/identity',
    '@azure/monitor-query-logs',
  ],
  'src/platform/data-plane': [
    '@azure/core-auth',
    '@azure/core-rest-pipeline',
    '@azure/keyvault-keys',
    'pg',
    'tedious',
  ],
  'src/platform/blobs': ['@azure/storage-blob', '@azure/core-auth', '@azure/core-rest-pipeline'],
  'src/platform/store': [
    '@azure/data-tables',
    '@azure/storage-queue',
    '@azure/core-auth',
    '@azure/core-rest-pipeline',
  ],
  functions: ['@azure/functions', 'durable-functions'],
};

/** The message for an import of one elsewhere. */
export const insteadOfSdks =
  'src/platform/azure-clients speaks to Azure, src/platform/data-plane to databases, blobs and keys, src/platform/store knows how tables and ' +
  'queues are laid out, functions/ knows the Functions host: call these, or take what you need as a port. Who uses which SDK is in tools/boundaries/sdks.ts.';
