import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** Writes a value as canonical JSON, so that whoever has the value has the same bytes. RFC 8785. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('the value is none that JSON has');
  return text;
}

/** Returns the SHA-256 of bytes, or of a text in UTF-8, in lower-case hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
