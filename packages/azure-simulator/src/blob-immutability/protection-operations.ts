import { blobNotFound } from './blob-error.ts';
import type { BlobAnswer } from './blob-message.ts';
import { findCurrent, refusedSignature, requireNoConditions } from './context.ts';
import type { Context } from './context.ts';
import {
  holdHeader,
  holdOf,
  policyOf,
  protectionHeaders,
  requireExtension,
  requireUnlocked,
} from './protection.ts';
import type { Version } from './versions.ts';

/** Set Blob Immutability Policy. https://learn.microsoft.com/rest/api/storageservices/set-blob-immutability-policy */
export function setPolicy(context: Context): Promise<BlobAnswer> {
  return change(context, (version) => {
    const policy = policyOf(context.request, context.now);
    requireExtension(version.protection, policy);
    version.protection = { ...version.protection, policy };
    return protectionHeaders({ policy });
  });
}

/** Delete Blob Immutability Policy. https://learn.microsoft.com/rest/api/storageservices/delete-blob-immutability-policy */
export function deletePolicy(context: Context): Promise<BlobAnswer> {
  return change(context, (version) => {
    requireUnlocked(version.protection);
    const { policy: _policy, ...rest } = version.protection;
    version.protection = rest;
    return {};
  });
}

/** Set Blob Legal Hold. https://learn.microsoft.com/rest/api/storageservices/set-blob-legal-hold */
export function setHold(context: Context): Promise<BlobAnswer> {
  return change(context, (version) => {
    const legalHold = holdOf(context.request);
    version.protection = { ...version.protection, legalHold };
    return { [holdHeader]: String(legalHold) };
  });
}

/** Changes the protection of the version that a request names, by default of the current one. @param apply returns headers of the answer */
async function change(
  context: Context,
  apply: (version: Version) => Readonly<Record<string, string>>,
): Promise<BlobAnswer> {
  requireNoConditions(context.request);
  // Azurite has none of this: 501 comes after it has accepted the signature.
  const refused = await refusedSignature(context, [501]);
  if (refused) return refused;
  return { status: 200, headers: apply(await versionOf(context)), body: Buffer.alloc(0) };
}

/** @throws BlobError 404 */
async function versionOf(context: Context): Promise<Version> {
  const { request, versions } = context;
  const id = request.query.get('versionid');
  const previous = versions.previous(request.path).find((each) => each.id === id);
  if (previous) return previous;
  if (!(await findCurrent(context))) throw blobNotFound();
  const current = versions.current(request.path);
  if (id !== null && id !== current.id) throw blobNotFound();
  return current;
}
