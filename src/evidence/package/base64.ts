import { createHash } from 'node:crypto';

/** Writes bytes in base64url without padding. RFC 7515 2. */
export function toBase64(bytes: Uint8Array | string): string {
  return Buffer.from(bytes as Uint8Array).toString('base64url');
}

/** Reads base64url; undefined where the same bytes would be written in another way. */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

/** Returns the SHA-256 of a text in base64url. */
export function sha256Base64(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
