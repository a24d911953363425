import { BlobError, blobNotFound } from './blob-error.ts';
import { headerOf } from './blob-message.ts';
import type { BlobAnswer, BlobRequest } from './blob-message.ts';
import { forward, refusedSignature, requireNoConditions } from './context.ts';
import type { Context } from './context.ts';
import { versionHeaders } from './versions.ts';
import type { PreviousVersion } from './versions.ts';

/** Get Blob and Get Blob Properties, of the current version or of one that is named. */
export async function readBlob(context: Context): Promise<BlobAnswer> {
  const { request, versions } = context;
  const id = request.query.get('versionid');
  const previous = versions.previous(request.path).find((each) => each.id === id);
  if (previous) {
    const refused = await refusedSignature(context, [200, 206, 404, 416]);
    return refused ?? previousAnswer(previous, request);
  }
  const answer = await forward(context);
  if (answer.status >= 300) return answer;
  const current = versions.current(request.path);
  if (id !== null && id !== current.id) throw blobNotFound();
  return { ...answer, headers: { ...answer.headers, ...versionHeaders(current, true) } };
}

function previousAnswer(version: PreviousVersion, request: BlobRequest): BlobAnswer {
  requireNoConditions(request);
  const { content } = version;
  const headers = {
    ...version.headers,
    ...versionHeaders(version, false),
    'accept-ranges': 'bytes',
  };
  const range = headerOf(request, 'x-ms-range') ?? headerOf(request, 'range');
  if (range === undefined)
    return { status: 200, headers: { ...headers, 'content-length': content.length }, body: content };
  const [first, last] = boundsOf(range, content.length);
  const body = content.subarray(first, last + 1);
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': body.length,
      'content-range': `bytes ${first}-${last}/${content.length}`,
    },
    body,
  };
}

/** First and last byte of a range. https://learn.microsoft.com/rest/api/storageservices/specifying-the-range-header-for-blob-service-operations */
function boundsOf(range: string, length: number): readonly [number, number] {
  const [, first = '', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  if (first === '' || Number(first) >= length)
    throw new BlobError(
      416,
      'InvalidRange',
      'The range specified is invalid for the current size of the resource.',
    );
  return [Number(first), Math.min(last === '' ? length : Number(last), length - 1)];
}
