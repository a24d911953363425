import { BlobError } from './blob-error.ts';
import type { BlobAnswer } from './blob-message.ts';
import { forward, pathOnly } from './context.ts';
import type { Context } from './context.ts';
import { blobsIn } from './list-xml.ts';

/**
 * Delete Container, which fails while it has a blob or a version of one. No source was found for the code.
 * https://learn.microsoft.com/azure/storage/blobs/immutable-version-level-worm-policies#scenarios
 */
export async function deleteContainer(context: Context): Promise<BlobAnswer> {
  const { azurite, request, versions } = context;
  const { body } = await azurite.ask('GET', `${pathOnly(request)}?restype=container&comp=list`);
  if (blobsIn(body.toString()).length > 0 || !versions.withPrevious(request.path).next().done)
    throw new BlobError(
      409,
      'ContainerImmutabilityPolicyLocked',
      'The requested operation is not permitted as the container has a locked immutability policy.',
    );
  return forward(context);
}
