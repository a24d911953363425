/** Blobs that are written once or appended to, and that nobody can change before their time. */
export { createBlobs } from './create-blobs.ts';
export type { Blobs, BlobProperties, BlobTail, ByteRange, PutOptions, PutResult } from './types.ts';
