import type { PipelinePolicy, PipelineResponse } from '@azure/core-rest-pipeline';
import { isRestError, RestError } from '@azure/core-rest-pipeline';
import { retryAfterSeconds } from '../../base/index.ts';
import type { LogAnswer } from '../azure/index.ts';
import { usualPause } from '../azure/index.ts';

/** An error of Log Analytics: the innermost says most. */
interface ServiceError {
  readonly code?: string;
  readonly message?: string;
  readonly innererror?: ServiceError;
}

/** The error code of the language service for a name that is neither a table nor a column here. */
const unresolved = 'SEM0100';

/**
 * The client reads an error out of whatever body comes, and fails in it where there is none; an empty workspace is answered 204, which it
 * takes for an error. What is no 200 is therefore thrown here, with its status and headers.
 */
export const refusals: PipelinePolicy = {
  name: 'phiwatchRefusals',
  async sendRequest(request, next) {
    const response = await next(request);
    if (response.status === 200) return response;
    throw new RestError(`HTTP ${response.status}`, {
      code: codesOf(response).join(' '),
      statusCode: response.status,
      request,
      response,
    });
  },
};

/** Says what an error of a query means. The query itself is in none of the reasons. */
export function troubleOf(error: unknown, now: Date): LogAnswer {
  if (!isRestError(error) || error.statusCode === undefined) {
    const name = isRestError(error) ? error.code : error instanceof Error ? error.name : undefined;
    return { kind: 'failed', why: `no answer (${name ?? 'unknown error'})` };
  }
  const { statusCode, code } = error;
  const why = [`HTTP ${statusCode}`, code].filter(Boolean).join(' ');
  if (statusCode === 204) return { kind: 'rows', rows: [] };
  if (statusCode === 429) {
    const header = error.response?.headers.get('retry-after');
    return { kind: 'throttled', retryAfterSeconds: retryAfterSeconds(header, now, usualPause), why };
  }
  if (statusCode === 401 || statusCode === 403) return { kind: 'denied', why };
  if (statusCode === 400 && code?.split(' ').includes(unresolved) === true) return { kind: 'absent', why };
  // Too much for the time that a query may take, or for the memory: less at once may do.
  if (statusCode === 504) return { kind: 'partial', why };
  return { kind: 'failed', why };
}

/** From the outermost to the innermost. */
function codesOf({ bodyAsText }: PipelineResponse): readonly string[] {
  let error: ServiceError | undefined;
  try {
    ({ error } = JSON.parse(bodyAsText ?? '') as { readonly error?: ServiceError });
  } catch {
    return [];
  }
  const codes: string[] = [];
  for (let each = error; each !== undefined; each = each.innererror)
    if (each.code !== undefined) codes.push(each.code);
  return codes;
}
