import { createHash } from 'node:crypto';

/** The namespace of all names that phiwatch gives; made once, at random. */
export const phiwatchNamespace = '6f0b6a52-8c1e-4d57-9b0e-3a7a5b9f2c14';

/** Makes a UUID of names: the same names have the same one. RFC 9562 5.5. */
export function uuidOf(...names: readonly string[]): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(phiwatchNamespace.replaceAll('-', ''), 'hex'))
    .update(JSON.stringify(names))
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
