import { verify } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../model/index.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { keyObjectOf } from './key-set.ts';
import type { TrustedKey } from './key-set.ts';
import { PackageRefused } from './package-refused.ts';

/** Says in each signature what was signed: one that the key made for something else is none of a package. RFC 7515 4.1.9. */
const signatureType = 'phiwatch-evidence+jws';

/** R and s. RFC 7518 3.4. */
const signatureBytes = 64;

const header = z.strictObject({
  alg: z.literal('ES256'),
  kid: z.string().min(1).max(200),
  typ: z.literal(signatureType),
});

/** A signature as `manifest.jws` has it, not verified. */
export interface ReadSignature {
  readonly kid: string;
  readonly payload: Buffer;
  /** The part of the JWS that is signed. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** Writes the part of a compact JWS that is signed. */
export function signedPart(kid: string, payload: Uint8Array): string {
  return `${toBase64(canonicalJson({ alg: 'ES256', kid, typ: signatureType }))}.${toBase64(payload)}`;
}

export function compactJws(signed: string, signature: Uint8Array): string {
  return `${signed}.${toBase64(signature)}`;
}

/** Reads a compact JWS. Its header has an algorithm, a name of a key and a type, and nothing else: no key is taken from it. */
export function readSignature(jws: string): ReadSignature {
  const parts = jws.split('.');
  const [head, payload, signature] = parts.map(fromBase64);
  if (parts.length !== 3 || !head || !payload || !signature)
    throw new PackageRefused('it is no compact JWS: three parts in base64url are expected');
  const { kid } = readHeader(String(head));
  if (signature.length !== signatureBytes)
    throw new PackageRefused(`its signature has ${signature.length} bytes, ${signatureBytes} are expected`);
  return { kid, payload, signed: jws.slice(0, jws.lastIndexOf('.')), signature };
}

function readHeader(text: string): z.infer<typeof header> {
  const json = parseHeader(text);
  const { alg, kid: _, typ, ...others } = json;
  if (alg !== 'ES256')
    throw new PackageRefused(`its algorithm is ${JSON.stringify(alg)}: only "ES256" is accepted`);
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new PackageRefused(
      `its header has "${other}": only alg, kid and typ are accepted, and no key from it`,
    );
  if (typ !== signatureType) throw new PackageRefused(`its type is not "${signatureType}"`);
  const parsed = header.safeParse(json);
  if (!parsed.success) throw new PackageRefused('its header has no name of a key (kid)');
  return parsed.data;
}

function parseHeader(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    // A member given twice would be read in two ways.
    if (typeof json === 'object' && json !== null && canonicalJson(json) === text) return { ...json };
  } catch {
    // It is refused below.
  }
  throw new PackageRefused('its header is not canonical JSON');
}

/** Whether a key made a signature. */
export function isSignedBy(key: TrustedKey, signed: string, signature: Uint8Array): boolean {
  return verify(
    'sha256',
    Buffer.from(signed),
    { key: keyObjectOf(key), dsaEncoding: 'ieee-p1363' },
    signature,
  );
}

/** Writes a signature in DER, as openssl takes it: a sequence of two integers. RFC 3279 2.2.3. */
export function toDer(signature: Uint8Array): Buffer {
  const half = signatureBytes / 2;
  const integers = [signature.subarray(0, half), signature.subarray(half)].map(integer);
  const content = Buffer.concat(integers);
  return Buffer.concat([Buffer.from([0x30, content.length]), content]);
}

/** Without zeros before it, but for one where the first bit would make it negative. */
function integer(bytes: Uint8Array): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(start));
  const padded = (digits[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), digits]) : digits;
  return Buffer.concat([Buffer.from([0x02, padded.length]), padded]);
}
