import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
} from '@azure/core-rest-pipeline';
import type { HttpClient, PipelineResponse } from '@azure/core-rest-pipeline';
import type { CanaryDigest, CanaryReader } from '../azure/index.ts';
import { isHostBelow } from './data-planes.ts';
import type { DataPlane } from './data-planes.ts';
import { codesOf, describeError } from './error-codes.ts';
import { untilAborted } from './time-limit.ts';

interface CanaryReaderOptions {
  readonly credential: TokenCredential;
  readonly scopes: Pick<DataPlane['scopes'], 'storage'>;
  readonly hosts: Pick<DataPlane['hosts'], 'blob'>;
  readonly timeoutSeconds?: number;
}

/** A canary is a small file that was placed to be read; what is larger is none. */
const mostBytes = 1024 * 1024;

/** As `readDocument` asks for. https://learn.microsoft.com/rest/api/storageservices/versioning-for-the-azure-storage-services */
const apiVersion = '2023-11-03';

/**
 * Reads a blob under the identity (Storage Blob Data Reader) and returns its digest: nothing of the blob is kept.
 * https://learn.microsoft.com/rest/api/storageservices/get-blob
 */
export function createCanaryReader(options: CanaryReaderOptions): CanaryReader {
  const { credential, scopes, hosts, timeoutSeconds = 30 } = options;
  const http = createDefaultHttpClient();
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: scopes.storage }));

  return {
    async digest(address) {
      const url = URL.parse(address);
      if (url?.protocol !== 'https:') return failed('its address is not https');
      if (!isHostBelow(hosts.blob, url.hostname)) return failed('its host is none of blobs in this cloud');
      // A query may hold a signature, and would be another way in.
      if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '')
        return failed('its address has more than a host and a path');
      let isSent = false;
      const noted: HttpClient = {
        sendRequest(request) {
          isSent = true;
          return http.sendRequest(request);
        },
      };
      const abortSignal = AbortSignal.timeout(timeoutSeconds * 1000);
      const request = createPipelineRequest({
        url: url.href,
        method: 'GET',
        abortSignal,
        headers: createHttpHeaders({ 'x-ms-version': apiVersion }),
        streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
      });
      try {
        return await untilAborted(abortSignal, pipeline.sendRequest(noted, request).then(digestOf));
      } catch (error) {
        if (abortSignal.aborted) return failed(`no answer in ${timeoutSeconds} s`);
        return failed(`${isSent ? 'no answer' : 'no token'} (${describeError(error)})`);
      }
    },
  };
}

async function digestOf(response: PipelineResponse): Promise<CanaryDigest> {
  const { status, headers, readableStreamBody: body } = response;
  const give = (answer: CanaryDigest): CanaryDigest => {
    if (body && 'destroy' in body && typeof body.destroy === 'function') body.destroy();
    return answer;
  };
  if (status !== 200) {
    const codes = codesOf({ code: headers.get('x-ms-error-code') });
    return give(failed([`HTTP ${status}`, ...codes].join(' ')));
  }
  // It would be decoded on the way, and its digest would be of something else.
  if (headers.has('content-encoding')) return give(failed('it has a content encoding'));
  if (!body) return failed('the answer has no body');
  const tooLarge = failed(`it is larger than ${mostBytes} bytes`);
  if (Number(headers.get('content-length')) > mostBytes) return give(tooLarge);
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) return give(tooLarge);
    hash.update(chunk);
  }
  return { kind: 'read', sha256: hash.digest('hex') };
}

function failed(why: string): { readonly kind: 'failed'; readonly why: string } {
  return { kind: 'failed', why };
}
