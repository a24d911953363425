import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { PublicKey, Signer } from '../model/index.ts';
import { keyObjectOf, thumbprintOf } from './key-set.ts';

/**
 * Signs with a key of a file, for local use: whoever has the file can sign. The name of the key is its thumbprint.
 * @param pem a private key on P-256 (PKCS8)
 * @param retired keys that signed before
 * @throws Error where it is another key, without showing any of it
 */
export function localSigner(pem: string, retired: readonly PublicKey[] = []): Signer {
  const key = privateKeyOf(pem);
  const { x = '', y = '' } = createPublicKey(key).export({ format: 'jwk' });
  const parts = { kty: 'EC', crv: 'P-256', x, y } as const;
  const own: PublicKey = { ...parts, kid: thumbprintOf(parts) };
  for (const each of retired) keyObjectOf(each);
  const keys = [own, ...retired.filter(({ kid }) => kid !== own.kid)];
  return {
    keys: () => Promise.resolve(keys),
    sign: (content) =>
      Promise.resolve({
        kid: own.kid,
        signature: sign('sha256', content, { key, dsaEncoding: 'ieee-p1363' }),
      }),
  };
}

function privateKeyOf(pem: string) {
  const expected = 'The signing key must be a private key on P-256, as PEM (PKCS8)';
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // The error may show a part of the file.
  }
  throw new Error(expected);
}
