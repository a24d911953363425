import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';
import { firstVersion } from './first-versions.ts';
import type { FirstVersion } from './first-versions.ts';
import { retainVersion } from './lock-version.ts';
import { hasCode } from './trouble.ts';
import type { PutOptions, PutResult } from './types.ts';

/** Bytes of a block of a stream. */
const blockBytes = 4 * 1024 * 1024;

/** Blocks of a stream that are under way at once. */
const concurrency = 4;

/** Writes a blob that is not there, and locks what is there then. */
export async function putOnce(
  container: ContainerClient,
  name: string,
  content: Uint8Array | Readable,
  options: PutOptions,
): Promise<PutResult> {
  const kind = await write(container, name, content, options);
  const first = await firstVersion(container, name);
  if (!first) return { kind, protected: false };
  return {
    // The current version of one that was there may have been deleted: the first is what counts.
    kind: first.properties.versions > 1 ? 'there' : kind,
    protected: await protect(container, first, options.retainUntil),
  };
}

async function write(
  container: ContainerClient,
  name: string,
  content: Uint8Array | Readable,
  { contentType }: PutOptions,
): Promise<PutResult['kind']> {
  // Its condition comes with the last block only: all others would be sent in vain.
  if (content instanceof Readable && (await firstVersion(container, name))) {
    content.destroy();
    return 'there';
  }
  const client = container.getBlockBlobClient(name);
  const options = {
    conditions: { ifNoneMatch: '*' },
    blobHTTPHeaders: { blobContentType: contentType },
  };
  try {
    if (content instanceof Readable) await client.uploadStream(content, blockBytes, concurrency, options);
    else await client.upload(content, content.byteLength, options);
    return 'written';
  } catch (error) {
    if (hasCode(error, thereCodes)) return 'there';
    throw error;
  }
}

/** The last one is for who has the right to add blobs, and not to write over one. */
const thereCodes = ['BlobAlreadyExists', 'ConditionNotMet', 'UnauthorizedBlobOverwrite'];

async function protect(
  container: ContainerClient,
  first: FirstVersion,
  until: string | undefined,
): Promise<boolean> {
  if (until === undefined) return first.properties.locked;
  return (await retainVersion(container, first, until)) !== 'unsupported';
}
