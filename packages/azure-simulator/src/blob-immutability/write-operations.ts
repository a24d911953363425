import { BlobError, blobNotFound, invalidBlobType, notSimulated } from './blob-error.ts';
import { headerOf } from './blob-message.ts';
import type { BlobAnswer } from './blob-message.ts';
import { findCurrent, forward, requireCurrent, takeCurrent } from './context.ts';
import type { Context } from './context.ts';
import { protectionOf, requireMutable, setsProtection } from './protection.ts';
import type { Protection } from './protection.ts';

/**
 * Put Blob and Put Block List. What is written over becomes a previous version with the protection that it has; the new one has its own alone.
 * https://learn.microsoft.com/azure/storage/blobs/versioning-overview#versioning-on-write-operations
 */
export async function writeBlob(context: Context): Promise<BlobAnswer> {
  const { request, caller, rights, now } = context;
  const found = await findCurrent(context);
  if (found) rights.requireOverwrite(caller);
  if (setsProtection(request)) rights.requireImmutability(caller);
  const protection = protectionOf(request, now);
  requireSameType(context, found);
  return withVersion(context, protection);
}

/** Set Blob Metadata: a new version of the same content. It is forbidden even when a policy has expired. */
export async function setMetadata(context: Context): Promise<BlobAnswer> {
  const { request, versions, now } = context;
  await requireCurrent(context);
  requireMutable(versions.current(request.path).protection, 'ever', now);
  return withVersion(context, {});
}

async function withVersion(context: Context, protection: Protection): Promise<BlobAnswer> {
  const { versions, request } = context;
  const before = await takeCurrent(context);
  const answer = await forward(context);
  if (answer.status >= 300) return answer;
  const { id } = versions.replace(request.path, protection, before);
  return { ...answer, headers: { ...answer.headers, 'x-ms-version-id': id } };
}

/** Refuses another type than the versions that are there have: these must be deleted before. */
function requireSameType({ request, versions }: Context, found: BlobAnswer['headers'] | undefined): void {
  const type = headerOf(request, 'x-ms-blob-type') ?? 'BlockBlob';
  const known = [found, ...versions.previous(request.path).map(({ headers }) => headers)];
  if (known.some((headers) => headers && headers['x-ms-blob-type'] !== type)) throw invalidBlobType();
}

/**
 * Append Block makes no version. It is refused on a protected blob, as no policy with protected append writes is simulated:
 * https://github.com/MicrosoftDocs/azure-docs/issues/111147. Whether it is allowed again after the policy no source says; here it is not.
 */
export async function appendBlock(context: Context): Promise<BlobAnswer> {
  const { request, versions, now, appendBlocks } = context;
  const found = await requireCurrent(context);
  requireMutable(versions.current(request.path).protection, 'ever', now);
  if (Number(found['x-ms-blob-committed-block-count'] ?? 0) >= appendBlocks)
    throw new BlobError(
      409,
      'BlockCountExceedsLimit',
      'The committed block count cannot exceed the maximum limit of 50,000 blocks.',
    );
  return forward(context);
}

/** Append Blob Seal. No source says whether a protected blob can be sealed; here it cannot, unless it is sealed already. */
export async function seal(context: Context): Promise<BlobAnswer> {
  const { request, versions, now } = context;
  const found = await requireCurrent(context);
  if (found['x-ms-blob-sealed'] !== 'true')
    requireMutable(versions.current(request.path).protection, 'ever', now);
  return forward(context);
}

/**
 * Delete Blob. Without the id of a version the current one becomes a previous one; with it, that version is gone. Either is refused while it
 * is protected (https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies#scenarios), and the current version
 * cannot be deleted by its id: https://github.com/Azure/azure-sdk-for-java/pull/48716.
 */
export async function deleteBlob(context: Context): Promise<BlobAnswer> {
  const { request, versions, now } = context;
  const id = request.query.get('versionid');
  if (id !== null) return deleteVersion(context, id);
  await requireCurrent(context);
  requireMutable(versions.current(request.path).protection, 'active', now);
  const before = await takeCurrent(context);
  const answer = await forward(context);
  if (answer.status < 300 && before) versions.demote(request.path, before);
  return answer;
}

async function deleteVersion(context: Context, id: string): Promise<BlobAnswer> {
  const { request, caller, rights, versions, now } = context;
  // Azurite would take it for the deletion of the current version, and so cannot check the signature.
  if (caller === 'account-key') throw notSimulated('the deletion of a version with an account key');
  rights.requireVersionDelete(caller);
  const version = versions.previous(request.path).find((each) => each.id === id);
  if (version) {
    requireMutable(version.protection, 'active', now);
    versions.remove(request.path, id);
    return { status: 202, headers: { 'x-ms-delete-type-permanent': 'true' }, body: Buffer.alloc(0) };
  }
  await requireCurrent(context);
  if (versions.current(request.path).id !== id) throw blobNotFound();
  throw new BlobError(
    403,
    'OperationNotAllowedOnRootBlob',
    'The specified operation is not allowed on root blob.',
  );
}
