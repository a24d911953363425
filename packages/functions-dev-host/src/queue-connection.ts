/**
 * Queue clients from a binding's `connection`, under the setting names that Functions uses.
 * See https://learn.microsoft.com/azure/azure-functions/functions-reference#connections
 */
import { DefaultAzureCredential } from '@azure/identity';
import { QueueServiceClient, type StoragePipelineOptions } from '@azure/storage-queue';
import type { Environment } from './settings.ts';

// The poll loop is itself a retry; a call that fails should say so soon.
const options: StoragePipelineOptions = {
  retryOptions: { maxTries: 2, retryDelayInMs: 200, tryTimeoutInMs: 10_000 },
};

/**
 * @param connection name of a setting that holds a connection string, or the prefix of `NAME__queueServiceUri`, which
 * is reached with the identity that the environment gives (DefaultAzureCredential).
 * @throws Error naming the settings when neither is set.
 */
export function queueService(connection: string, environment: Environment): QueueServiceClient {
  const text = environment[connection];
  if (text) return QueueServiceClient.fromConnectionString(text, options);
  const uri = environment[`${connection}__queueServiceUri`];
  if (uri) return new QueueServiceClient(uri, new DefaultAzureCredential(), options);
  throw new Error(
    `No connection to queues: set "${connection}" (a connection string) or "${connection}__queueServiceUri"`,
  );
}
