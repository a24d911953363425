import type { TokenCredential } from '@azure/core-auth';

export interface ArmReply {
  readonly status: number;
  /** Those of `shownHeaders` that the answer has. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

/** Calls Azure Resource Manager plainly, apart from the clients of the product: it is their behavior that is looked at. */
export type ArmCall = (method: string, path: string, apiVersion: string, body?: unknown) => Promise<ArmReply>;

/** The headers that say how a write goes on. */
const shownHeaders = ['azure-asyncoperation', 'location', 'retry-after', 'etag', 'x-ms-request-id'] as const;

const timeoutMs = 60_000;

export function createArmCall({
  endpoint,
  scope,
  credential,
}: {
  readonly endpoint: string;
  readonly scope: string;
  readonly credential: TokenCredential;
}): ArmCall {
  const { origin } = new URL(endpoint);
  return async (method, path, apiVersion, body) => {
    const url = new URL(path, origin);
    if (url.origin !== origin)
      throw new Error(`${url.origin} is not ${origin}: the token is for this host alone`);
    if (apiVersion !== '') url.searchParams.set('api-version', apiVersion);
    const token = await credential.getToken(scope);
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        authorization: `Bearer ${token?.token ?? ''}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(
        shownHeaders.flatMap((name) => {
          const value = response.headers.get(name);
          return value === null ? [] : [[name, value] as const];
        }),
      ),
      body: parsed(await response.text()),
    };
  };
}

/** `CODE: message` of an answer that is an error. */
export function errorIn({ status, body }: ArmReply): string {
  const { error } = (body ?? {}) as {
    readonly error?: { readonly code?: string; readonly message?: string };
  };
  return `HTTP ${status}${error?.code === undefined ? '' : ` ${error.code}: ${error.message ?? ''}`}`;
}

/** The reason of a call without an answer. */
export function describeError(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${String(error)}${cause}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
