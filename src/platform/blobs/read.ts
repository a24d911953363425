import { Readable } from 'node:stream';
import type { ContainerClient } from '@azure/storage-blob';
import { clientOf, firstVersion } from './first-versions.ts';
import type { Blobs, ByteRange } from './types.ts';

/** The most that is read whole; what may be larger is streamed. */
const largestRead = 64 * 1024 * 1024;

/** Times that a stream goes on where its connection broke. */
const resumed = 5;

/** Reads a first version whole. @throws RangeError where it is larger than 64 MiB */
export async function readFirst(container: ContainerClient, name: string): ReturnType<Blobs['read']> {
  const first = await firstVersion(container, name);
  if (!first) return undefined;
  const { bytes, versions } = first.properties;
  if (bytes > largestRead) throw new RangeError(`The blob ${name} has ${bytes} bytes: it must be streamed`);
  const client = clientOf(container.getBlobClient(name), first);
  const content = bytes === 0 ? Buffer.alloc(0) : await client.downloadToBuffer(0, bytes);
  return { content: new Uint8Array(content), versions };
}

/** Streams a first version or a part of it. */
export async function openFirst(
  container: ContainerClient,
  name: string,
  { offset, count }: ByteRange = { offset: 0 },
): Promise<Readable> {
  const first = await firstVersion(container, name);
  if (!first) throw new Error(`There is no blob ${name}`);
  if (offset >= first.properties.bytes) return Readable.from([]);
  const client = clientOf(container.getBlobClient(name), first);
  const { readableStreamBody } = await client.download(offset, count, { maxRetryRequests: resumed });
  return Readable.from(readableStreamBody ?? []);
}
