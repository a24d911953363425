/** Immutability policies, legal holds and versions of blobs, in front of Azurite. */
export { startImmutableBlobs } from './start.ts';
export type { ImmutableBlobs, ImmutableBlobsOptions } from './start.ts';
export type { BlobGrant } from './rights.ts';
export type { BlobLogEntry } from './log.ts';
