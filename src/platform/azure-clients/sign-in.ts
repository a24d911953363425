import type { TokenCredential } from '@azure/core-auth';
import { DefaultAzureCredential } from '@azure/identity';
import { clouds, whyNoCloud } from '../azure/index.ts';
import type { CloudName } from '../azure/index.ts';

/** The address of Resource Manager, and the credential that asks it. */
interface Connection {
  readonly endpoint: string;
  /** Scope to ask a token for. */
  readonly scope: string;
  readonly credential: TokenCredential;
}

/**
 * Azure as whoever is signed in may read it (az login, an identity, variables of the environment). AZURE_CLOUD and
 * AZURE_RESOURCE_MANAGER_ENDPOINT mean what they mean for the app. Throws where there is no such cloud.
 * https://learn.microsoft.com/azure/developer/javascript/sdk/authentication/credential-chains
 */
export function asSignedIn(environment: Readonly<Record<string, string | undefined>>): Connection {
  const name = environment['AZURE_CLOUD'] ?? 'AzureCloud';
  if (!Object.hasOwn(clouds, name)) throw new Error(`AZURE_CLOUD ${whyNoCloud(name)}`);
  const { resourceManager, scope } = clouds[name as CloudName];
  const endpoint = environment['AZURE_RESOURCE_MANAGER_ENDPOINT'] ?? resourceManager;
  return { endpoint, scope, credential: new DefaultAzureCredential() };
}
