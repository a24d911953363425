import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';

export const tenantId = '6c2f0d8e-41b7-4a53-9d2c-8e5b7f10a394';
export const audience = 'api://phiwatch';
export const now = new Date('2026-03-01T12:00:00Z');
export const oid = '9b1d7c30-52e4-4f6a-8a1c-3e07d2b45f18';

export const issuers = {
  '1.0': `https://sts.windows.net/${tenantId}/`,
  '2.0': `https://login.microsoftonline.com/${tenantId}/v2.0`,
} as const;

/** Claims of a token that is in order, for a user, of version 1.0. */
export const claims: JWTPayload = {
  iss: issuers['1.0'],
  aud: audience,
  tid: tenantId,
  oid,
  sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
  appid: '04B07795-8ddb-461a-bbee-02f9e1bf7b46',
  scp: 'user_impersonation',
  roles: ['Reader'],
  iat: seconds(0),
  nbf: seconds(0),
  exp: seconds(3600),
};

/** Seconds since 1970, so many after `now`. */
export function seconds(after: number): number {
  return now.getTime() / 1000 + after;
}

/** A key pair under an id, as Entra would have one. */
export async function makeKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' },
    pem: await exportSPKI(publicKey),
    sign: (payload: JWTPayload, alg = 'RS256', key: typeof privateKey | Uint8Array = privateKey) =>
      new SignJWT(payload).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key),
  };
}
