import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { firstIssue } from '../../base/index.ts';
import { canonicalJson } from '../model/index.ts';
import type { PublicKey } from '../model/index.ts';
import { packageLimits } from './package-limits.ts';
import { sha256Base64 } from './base64.ts';

/** A public key that somebody trusts. Without a name it is tried whatever key a package names. */
export type TrustedKey = Omit<PublicKey, 'kid'> & Partial<Pick<PublicKey, 'kid'>>;

/** A coordinate: 32 bytes. */
const coordinate = z.string().regex(/^[\w-]{43}$/, 'must be 32 bytes in base64url');

const ecKey = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  kid: z.string().min(1).max(200).exactOptional(),
  d: z.undefined('holds a private key: give the public one').optional(),
});

const keySet = z.object({ keys: z.array(z.looseObject({})).max(packageLimits.keyCount) });

/** Writes keys as a JWKS. */
export function keySetText(keys: readonly PublicKey[]): string {
  return canonicalJson({ keys: keys.map(({ kty, crv, x, y, kid }) => ({ kty, crv, x, y, kid })) });
}

/** Names a key by its own hash. RFC 7638. */
export function thumbprintOf({ kty, crv, x, y }: TrustedKey): string {
  return sha256Base64(canonicalJson({ crv, kty, x, y }));
}

/** Returns the key as `node:crypto` takes it. Throws where its point does not lie on the curve. */
export function keyObjectOf({ kty, crv, x, y }: TrustedKey): KeyObject {
  return createPublicKey({ format: 'jwk', key: { kty, crv, x, y } });
}

/**
 * Reads public keys: a PEM (`PUBLIC KEY`), a JWK or a JWKS. Of a set, keys of other kinds are left out.
 * @throws Error that says what was expected
 */
export function parseKeys(text: string): readonly TrustedKey[] {
  const trimmed = text.trim();
  if (trimmed.startsWith('-----BEGIN')) return [parsePem(trimmed)];
  const json = parseJson(trimmed);
  const isSet = typeof json === 'object' && json !== null && 'keys' in json;
  const found = isSet ? checked(keySet, json).keys.filter(isOurs) : [json];
  if (found.length === 0) throw new Error('it has no key on P-256');
  return found.map(parseJwk);
}

function isOurs({ kty, crv }: Readonly<Record<string, unknown>>): boolean {
  return kty === 'EC' && crv === 'P-256';
}

function parsePem(text: string): TrustedKey {
  if (!text.startsWith('-----BEGIN PUBLIC KEY-----'))
    throw new Error('it is a PEM, and not one of a public key ("BEGIN PUBLIC KEY")');
  try {
    return parseJwk(createPublicKey(text).export({ format: 'jwk' }));
  } catch (cause) {
    throw new Error('its PEM is not a public key on P-256', { cause });
  }
}

function parseJwk(json: unknown): TrustedKey {
  const { kty, crv, x, y, kid } = checked(ecKey, json);
  const key = { kty, crv, x, y, ...(kid !== undefined && { kid }) };
  try {
    keyObjectOf(key);
  } catch (cause) {
    throw new Error(`its key ${kid ?? ''} is no point on P-256`, { cause });
  }
  return key;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('it is neither a PEM nor JSON', { cause });
  }
}

function checked<T>(schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const { field, why } = firstIssue(result.error);
  throw new Error(`its ${field || 'JSON'} ${why}`);
}
