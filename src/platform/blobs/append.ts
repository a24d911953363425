import type { ContainerClient } from '@azure/storage-blob';
import { clientOf, firstVersion } from './first-versions.ts';
import { hasCode, isAbsent, isUnsupported } from './trouble.ts';
import type { Blobs, BlobTail } from './types.ts';

/** In every version of the service. https://learn.microsoft.com/rest/api/storageservices/append-block#remarks */
const largestBlock = 4 * 1024 * 1024;

const conflictCodes = [
  'AppendPositionConditionNotMet',
  'BlobIsSealed',
  'BlobImmutableDueToLegalHold',
  'BlobImmutableDueToPolicy',
  'BlobNotFound',
];

/** Appends a block where a blob ends at a position. */
export async function appendTo(
  container: ContainerClient,
  ...[name, content, position]: Parameters<Blobs['appendTo']>
): ReturnType<Blobs['appendTo']> {
  if (content.byteLength > largestBlock)
    throw new RangeError(`content: expected at most ${largestBlock} bytes, not ${content.byteLength}`);
  if (position === 0) await createAbsent(container, name);
  try {
    await container
      .getAppendBlobClient(name)
      .appendBlock(content, content.byteLength, { conditions: { appendPosition: position } });
    return 'appended';
  } catch (error) {
    if (hasCode(error, ['BlockCountExceedsLimit'])) return 'full';
    if (hasCode(error, conflictCodes)) return 'conflict';
    throw error;
  }
}

/** An empty one that is there already is as good: whoever made it was cut off. */
async function createAbsent(container: ContainerClient, name: string): Promise<void> {
  try {
    await container.getAppendBlobClient(name).create({ conditions: { ifNoneMatch: '*' } });
  } catch (error) {
    if (!hasCode(error, ['BlobAlreadyExists', 'ConditionNotMet', 'UnauthorizedBlobOverwrite'])) throw error;
  }
}

/** Reads the end of a first version, as it is at one moment: it only grows. */
export async function readTail(
  container: ContainerClient,
  name: string,
  bytes: number,
): Promise<BlobTail | undefined> {
  const first = await firstVersion(container, name);
  if (!first) return undefined;
  const client = clientOf(container.getBlobClient(name), first);
  const { contentLength: length = 0, blobCommittedBlockCount: blocks = 0 } = await client.getProperties();
  const count = Math.min(bytes, length);
  const content = count === 0 ? Buffer.alloc(0) : await client.downloadToBuffer(length - count, count);
  return { content: new Uint8Array(content), length, blocks };
}

export async function sealBlob(container: ContainerClient, name: string): ReturnType<Blobs['seal']> {
  try {
    await container.getAppendBlobClient(name).seal();
    return 'sealed';
  } catch (error) {
    if (isUnsupported(error)) return 'unsupported';
    if (isAbsent(error)) return 'absent';
    throw error;
  }
}
