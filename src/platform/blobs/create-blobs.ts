import { isTokenCredential } from '@azure/core-auth';
import type { NamedKeyCredential, TokenCredential } from '@azure/core-auth';
import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { withoutTrailing } from '../../base/index.ts';
import { appendTo, readTail, sealBlob } from './append.ts';
import { firstVersion, firstVersions } from './first-versions.ts';
import { putOnce } from './put-once.ts';
import { openFirst, readFirst } from './read.ts';
import { holdVersion, retainVersion } from './lock-version.ts';
import type { Blobs } from './types.ts';
import { hasCode } from './trouble.ts';

interface BlobsOptions {
  /** `https://ACCOUNT.blob.core.windows.net` */
  readonly blobServiceUri: string;
  /** Name of the container. */
  readonly container: string;
  /** An account key (`{name, key}`) serves where no identity is at hand; only with one may the address be http. */
  readonly credential: TokenCredential | NamedKeyCredential;
}

/** Blobs in one container of Blob Storage. */
export function createBlobs({ blobServiceUri, container: name, credential }: BlobsOptions): Blobs {
  const container = new ContainerClient(
    `${withoutTrailing(blobServiceUri, '/')}/${name}`,
    isTokenCredential(credential)
      ? credential
      : new StorageSharedKeyCredential(credential.name, credential.key),
  );
  return {
    async create() {
      // Whoever may write blobs need not have the right to make containers.
      if (!(await container.exists())) await container.createIfNotExists();
    },
    putOnce: (blob, content, options) => putOnce(container, blob, content, options),
    read: (blob) => readFirst(container, blob),
    open: (blob, range) => openFirst(container, blob, range),
    properties: async (blob) => (await firstVersion(container, blob))?.properties,
    async *list(prefix) {
      try {
        for await (const { properties } of firstVersions(container, prefix)) yield properties;
      } catch (error) {
        if (!hasCode(error, ['ContainerNotFound'])) throw error;
      }
    },
    appendTo: (blob, content, position) => appendTo(container, blob, content, position),
    tail: (blob, bytes) => readTail(container, blob, bytes),
    seal: (blob) => sealBlob(container, blob),
    async retain(blob, until) {
      const first = await firstVersion(container, blob);
      return first ? retainVersion(container, first, until) : 'absent';
    },
    async hold(blob, on) {
      const first = await firstVersion(container, blob);
      return first ? holdVersion(container, first, on) : 'absent';
    },
  };
}
