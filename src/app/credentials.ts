import type { TokenCredential } from '@azure/core-auth';
import { DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';

/**
 * The credential of the identity that reads. In Azure that is a managed identity and nothing else: variables that a template or a
 * pipeline leaves behind (`AZURE_CLIENT_SECRET`) would otherwise come first. Elsewhere it is whoever is signed in.
 * https://learn.microsoft.com/azure/developer/javascript/sdk/authentication/credential-chains
 */
export function readerCredential(
  clientId: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): TokenCredential {
  if (environment['IDENTITY_ENDPOINT']) return managedIdentity(clientId);
  return clientId === undefined
    ? new DefaultAzureCredential()
    : new DefaultAzureCredential({ managedIdentityClientId: clientId });
}

/** The credential of the identity that writes: the managed identity that the setting names, and nothing else, wherever the app runs. */
export function writerCredential(clientId: string): TokenCredential {
  return managedIdentity(clientId);
}

function managedIdentity(clientId: string | undefined): TokenCredential {
  return clientId === undefined
    ? new ManagedIdentityCredential()
    : new ManagedIdentityCredential({ clientId });
}
