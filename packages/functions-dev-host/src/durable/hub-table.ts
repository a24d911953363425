import { DefaultAzureCredential } from '@azure/identity';
import { TableClient } from '@azure/data-tables';
import type { DurableSettings } from '../host-config.ts';
import type { Environment } from '../settings.ts';

/**
 * The table of a task hub, by the connection that host.json names: a connection string, or the prefix of `NAME__tableServiceUri`,
 * which is reached with the environment's identity.
 * @throws Error naming the settings when neither is set.
 */
export function hubTable(
  { hubName, connectionName }: DurableSettings,
  environment: Environment,
): TableClient {
  const name = `${hubName}Instances`;
  const text = environment[connectionName];
  if (text)
    return TableClient.fromConnectionString(text, name, {
      allowInsecureConnection: text.includes('http://'),
    });
  const uri = environment[`${connectionName}__tableServiceUri`];
  if (uri) return new TableClient(uri, name, new DefaultAzureCredential());
  throw new Error(
    `No connection for orchestrations: set "${connectionName}" (a connection string) or "${connectionName}__tableServiceUri"`,
  );
}
