import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { KeyClient } from '@azure/keyvault-keys';
import { startAzure } from '@phiwatch/azure-simulator';
import type { Grant } from '@phiwatch/azure-simulator';
import { onTestFinished } from 'vitest';
import { trustedCertificate } from '../../support/trusted-certificate.ts';

const subscription = '/subscriptions/00000000-0000-4000-8000-000000000000';
export const vaultId = `${subscription}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-evidence`;
export const principal = '11111111-0000-4000-a000-000000000009';

const read = 'Microsoft.KeyVault/vaults/keys/read';
const sign = 'Microsoft.KeyVault/vaults/keys/sign/action';

/** A grant of what a signer needs, but for what is left out. */
export const grant = (...dataActions: readonly string[]): Grant => ({
  principal,
  scope: vaultId,
  // No action of the management of a vault gives a right on its keys.
  actions: ['*'],
  dataActions,
});

export const signerGrant = grant(read, sign);
export const readerGrant = grant(read);

/** A vault of the simulated Azure for one test, and the client of it: requests go to the simulation instead of its host. */
export async function startVault({ roles = [signerGrant], properties = {}, now = Date.now } = {}) {
  const azure = await startAzure({
    resources: [
      {
        id: vaultId,
        name: 'kv-evidence',
        type: 'Microsoft.KeyVault/vaults',
        location: 'eastus2',
        properties: { enableRbacAuthorization: true, ...properties },
      },
    ],
    roles,
    tls: trustedCertificate(),
    now,
  });
  onTestFinished(() => azure.stop());
  const http = createDefaultHttpClient();
  const sent: string[] = [];
  const httpClient: HttpClient = {
    async sendRequest(request) {
      const asked = request.url;
      const { hostname, pathname, search } = new URL(asked);
      if (request.headers.has('authorization')) sent.push(`${request.method} ${pathname.replace(/\/$/, '')}`);
      const [name] = hostname.split('.');
      request.url = `${azure.armUrl}/_vaults/${name}${pathname}${search}`;
      try {
        return await http.sendRequest(request);
      } finally {
        request.url = asked;
      }
    },
  };
  const credential = {
    async getToken(scopes: string | string[]) {
      const resource = String(scopes).replace('/.default', '');
      const { token } = await azure.simulation.tokens.issue({ oid: principal, resource });
      return { token, expiresOnTimestamp: now() + 3_600_000 };
    },
  };
  const open = (vault: string): Promise<KeyClient> =>
    Promise.resolve(new KeyClient(vault, credential, { httpClient, retryOptions: { maxRetries: 0 } }));
  return { azure, keys: azure.simulation.vaultKeys, open, sent };
}
