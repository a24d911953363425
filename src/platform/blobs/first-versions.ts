import type { BlobClient, BlobItem, ContainerClient } from '@azure/storage-blob';
import type { BlobProperties } from './types.ts';

/** The first version of a blob, and what is needed to ask for it. */
export interface FirstVersion {
  readonly properties: BlobProperties;
  /** Absent: the service has no versions. */
  readonly id?: string;
  /** Until when a policy that is not locked keeps it. */
  readonly unlockedUntil?: string;
}

/** Lists the first versions of blobs by name, in order. Versions of one blob follow each other in a list. */
export async function* firstVersions(
  container: ContainerClient,
  prefix: string,
): AsyncGenerator<FirstVersion> {
  let first: FirstVersion | undefined;
  for await (const item of itemsOf(container, prefix)) {
    const next = describe(item);
    if (first?.properties.name === next.properties.name) {
      first = withVersions(earlier(first, next), first.properties.versions + 1);
    } else {
      if (first) yield first;
      first = next;
    }
  }
  if (first) yield first;
}

/** Finds the first version of a blob: of the names with its own as prefix it comes first. */
export async function firstVersion(
  container: ContainerClient,
  name: string,
): Promise<FirstVersion | undefined> {
  for await (const first of firstVersions(container, name))
    return first.properties.name === name ? first : undefined;
  return undefined;
}

/** The client of a first version: no other version ever comes in its place. */
export function clientOf<T extends BlobClient>(client: T, { id }: FirstVersion): T | BlobClient {
  return id === undefined ? client : client.withVersion(id);
}

function itemsOf(container: ContainerClient, prefix: string): AsyncIterable<BlobItem> {
  return container.listBlobsFlat({
    prefix,
    includeVersions: true,
    includeImmutabilityPolicy: true,
    includeLegalHold: true,
  });
}

function describe({ name, versionId, properties }: BlobItem): FirstVersion {
  const { createdOn, lastModified, immutabilityPolicyExpiresOn, immutabilityPolicyMode } = properties;
  const until = immutabilityPolicyExpiresOn?.toISOString();
  // The service answers in lower case, the SDK declares upper case.
  const locked = until !== undefined && immutabilityPolicyMode?.toLowerCase() === 'locked';
  return {
    properties: {
      name,
      bytes: properties.contentLength ?? 0,
      createdAt: (createdOn ?? lastModified).toISOString(),
      etag: properties.etag,
      locked,
      ...(locked && { retainUntil: until }),
      legalHold: properties.legalHold === true,
      sealed: properties.isSealed === true,
      versions: 1,
    },
    ...(versionId !== undefined && { id: versionId }),
    ...(until !== undefined && !locked && { unlockedUntil: until }),
  };
}

/** Ids of versions are the times at which they were made. */
function earlier(one: FirstVersion, other: FirstVersion): FirstVersion {
  return (other.id ?? '') < (one.id ?? '') ? other : one;
}

function withVersions(first: FirstVersion, versions: number): FirstVersion {
  return { ...first, properties: { ...first.properties, versions } };
}
