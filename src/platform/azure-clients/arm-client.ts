import { createHash } from 'node:crypto';
import type { TokenCredential } from '@azure/core-auth';
import type {
  HttpClient,
  HttpMethods,
  PipelinePolicy,
  PipelineResponse,
  RawHttpHeadersInput,
} from '@azure/core-rest-pipeline';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  isRestError,
} from '@azure/core-rest-pipeline';
import type { HeardCall } from '../azure/index.ts';

interface ArmClientOptions {
  /** `https://management.azure.com` */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** Scope to ask a token for. */
  readonly scope: string;
  readonly timeoutSeconds: number;
  readonly now: () => Date;
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number;
  /** Keeps calls within the budgets of all others, where the caller does not. */
  readonly throttling?: PipelinePolicy;
  /** Is told of each call that was answered. */
  readonly heard?: (call: HeardCall) => void;
}

/** The outcome of a call; `startedAt` as in `ReadOutcome`. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly startedAt: string;
      readonly status: number;
      /** Parsed JSON; undefined where it is none. */
      readonly body: unknown;
      readonly retryAfter: string | undefined;
      /** Reads left to the caller in this subscription, where the service says so. */
      readonly remainingReads?: number;
      /** Version of the resource, where its provider has one. */
      readonly etag?: string;
      /** Azure's id of the call. */
      readonly requestId?: string;
      /** Addresses at which an operation is followed that goes on. */
      readonly asyncOperation?: string;
      readonly location?: string;
      /** The service's clock, or ours where it names none. */
      readonly date: Date;
    }
  /** No answer: the token, the network or the time failed. */
  | { readonly kind: 'failed'; readonly startedAt: string; readonly reason: string };

interface ArmRequest {
  readonly method: HttpMethods;
  readonly body?: unknown;
  readonly headers?: RawHttpHeadersInput;
}

export interface ArmClient {
  /** GET of an absolute URL of the endpoint. Sends once: what to do about trouble is decided where it is understood. */
  get(url: URL): Promise<Answer>;
  /** As `get`, with a method and JSON of one's own. */
  send(url: URL, request: ArmRequest): Promise<Answer>;
  /** Scheme and host of the endpoint. */
  readonly origin: string;
  /** URL of a path of the endpoint; segments are encoded here. */
  url(path: string, apiVersion: string): URL;
}

/** Throws where the endpoint is no https address. */
export function createArmClient(options: ArmClientOptions): ArmClient {
  const { endpoint, credential, scope, timeoutSeconds, now, elapsed, throttling, heard } = options;
  const { origin, protocol } = new URL(endpoint);
  if (protocol !== 'https:') throw new Error(`${endpoint} must be https: a token goes with every call`);
  const http = createDefaultHttpClient();
  const pipeline = createPipelineFromOptions({
    retryOptions: { maxRetries: 0 },
    redirectOptions: { maxRetries: 0 },
  });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: scope }));
  if (throttling) pipeline.addPolicy(throttling);

  const send = async (url: URL, { method, body, headers }: ArmRequest): Promise<Answer> => {
    const calledAt = now();
    // The time to get a token is none of the call's.
    let sentAt: number | undefined;
    const timed: HttpClient = {
      sendRequest(request) {
        sentAt = elapsed();
        return http.sendRequest(request);
      },
    };
    const abortSignal = AbortSignal.timeout(timeoutSeconds * 1000);
    try {
      const request = createPipelineRequest({
        url: url.href,
        method,
        abortSignal,
        headers: createHttpHeaders({
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const response = await pipeline.sendRequest(timed, request);
      heard?.(heardCall(url, response, now()));
      return answerOf(response, elapsed() - (sentAt ?? elapsed()), calledAt);
    } catch (error) {
      // A policy of the pipeline may answer in the service's place.
      if (isRestError(error) && error.response) return answerOf(error.response, 0, calledAt);
      const reason = abortSignal.aborted
        ? `no answer within ${timeoutSeconds} s`
        : `${sentAt === undefined ? 'no token' : 'no answer'} (${codeOf(error)})`;
      return { kind: 'failed', startedAt: calledAt.toISOString(), reason };
    }
  };

  return {
    origin,

    url(path, apiVersion) {
      const url = new URL(path.split('/').map(encodeURIComponent).join('/'), origin);
      url.searchParams.set('api-version', apiVersion);
      return url;
    },

    get: (url) => send(url, { method: 'GET' }),

    send,
  };
}

function answerOf(response: PipelineResponse, milliseconds: number, calledAt: Date): Answer {
  const named = Date.parse(response.headers.get('date') ?? '');
  const remaining = Number.parseInt(
    response.headers.get('x-ms-ratelimit-remaining-subscription-reads') ?? '',
    10,
  );
  const [etag, requestId, asyncOperation, location] = [
    'etag',
    'x-ms-request-id',
    'azure-asyncoperation',
    'location',
  ].map((name) => response.headers.get(name));
  const began = Number.isNaN(named) ? calledAt : new Date(named - milliseconds);
  return {
    kind: 'answered',
    startedAt: began.toISOString(),
    status: response.status,
    body: parsed(response.bodyAsText),
    retryAfter: response.headers.get('retry-after'),
    ...(!Number.isNaN(remaining) && { remainingReads: remaining }),
    ...(etag && { etag }),
    ...(requestId && { requestId }),
    ...(asyncOperation && { asyncOperation }),
    ...(location && { location }),
    date: Number.isNaN(named) ? calledAt : new Date(named),
  };
}

function heardCall(url: URL, { status, headers, bodyAsText }: PipelineResponse, at: Date): HeardCall {
  const [requestId, served] = [headers.get('x-ms-request-id'), Date.parse(headers.get('date') ?? '')];
  return {
    path: decodeURIComponent(url.pathname),
    apiVersion: url.searchParams.get('api-version') ?? '',
    status,
    ...(requestId && { requestId }),
    at: at.toISOString(),
    ...(!Number.isNaN(served) && { skewMilliseconds: served - Math.floor(at.getTime() / 1000) * 1000 }),
    sha256: createHash('sha256')
      .update(bodyAsText ?? '')
      .digest('hex'),
  };
}

function parsed(text: string | null | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    // Said by the absent body: the caller knows whether one was needed.
    return undefined;
  }
}

/** The error's code or name; never its message, which may carry addresses and accounts. */
function codeOf(error: unknown): string {
  if (isRestError(error) && error.code) return error.code;
  return error instanceof Error ? error.name : 'unknown error';
}
