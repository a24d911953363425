import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

/** PEM of the first key that a tenant publishes. `authority`: address of Entra, without a last slash. */
export async function publishedKey(authority: string, tenantId: string): Promise<string> {
  const response = await fetch(`${authority}/${tenantId}/discovery/v2.0/keys`);
  const { keys } = (await response.json()) as { readonly keys: readonly JsonWebKey[] };
  const [key] = keys;
  if (!key) throw new Error(`${authority} publishes no key`);
  return createPublicKey({ key, format: 'jwk' }).export({ type: 'spki', format: 'pem' }).toString();
}
