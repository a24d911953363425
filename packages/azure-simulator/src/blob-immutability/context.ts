import type { AzuriteCaller } from './azurite-caller.ts';
import { blobNotFound, notSimulated } from './blob-error.ts';
import type { BlobAnswer, BlobRequest } from './blob-message.ts';
import type { Caller } from './caller.ts';
import type { Rights } from './rights.ts';
import type { PreviousVersion, VersionStore } from './versions.ts';

/** One request, and what it is answered with. */
export interface Context {
  readonly request: BlobRequest;
  readonly caller: Caller;
  readonly azurite: AzuriteCaller;
  readonly versions: VersionStore;
  readonly rights: Rights;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The most blocks of an append blob. */
  readonly appendBlocks: number;
}

export function forward({ azurite, request, caller }: Context): Promise<BlobAnswer> {
  return azurite.forward(request, caller);
}

export function pathOnly({ target }: BlobRequest): string {
  return target.split('?')[0] ?? target;
}

/** The headers of the current version; undefined: there is none. */
export async function findCurrent({ azurite, request }: Context): Promise<BlobAnswer['headers'] | undefined> {
  const { status, headers } = await azurite.ask('HEAD', pathOnly(request));
  return status === 200 ? headers : undefined;
}

/** @throws BlobError 404 */
export async function requireCurrent(context: Context): Promise<BlobAnswer['headers']> {
  const found = await findCurrent(context);
  if (!found) throw blobNotFound();
  return found;
}

/** Headers of a content, that a previous version keeps. */
const ofContent =
  /^(?:etag|last-modified|content-type|content-md5|content-encoding|x-ms-creation-time|x-ms-blob-|x-ms-meta-)/;

/** Takes the current version down as it is, to be a previous one. */
export async function takeCurrent({
  azurite,
  request,
  versions,
}: Context): Promise<PreviousVersion | undefined> {
  const { status, headers, body } = await azurite.ask('GET', pathOnly(request));
  if (status !== 200) return undefined;
  const kept = Object.entries(headers).filter(([name]) => ofContent.test(name));
  return { ...versions.current(request.path), headers: Object.fromEntries(kept), content: body };
}

/**
 * Has Azurite check the signature of a request that is answered here; a token is checked already.
 * @param expected the statuses by which Azurite says that it would have gone on
 * @returns what it answered where that is a refusal
 */
export async function refusedSignature(
  context: Context,
  expected: readonly number[],
): Promise<BlobAnswer | undefined> {
  if (context.caller !== 'account-key') return undefined;
  const answer = await forward(context);
  return expected.includes(answer.status) ? undefined : answer;
}

/** Refuses conditions on operations for which they are not looked at. @throws BlobError 501 */
export function requireNoConditions({ headers }: BlobRequest): void {
  const condition = Object.keys(headers).find(
    (name) => name.startsWith('if-') || name.startsWith('x-ms-blob-condition-') || name === 'x-ms-if-tags',
  );
  if (condition !== undefined) throw notSimulated(`${condition} of this operation`);
}
