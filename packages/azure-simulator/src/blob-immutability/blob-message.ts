import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface BlobRequest {
  readonly method: string;
  /** Path and query as they were sent: a signature covers them. */
  readonly target: string;
  /** Decoded: `/ACCOUNT/CONTAINER` or `/ACCOUNT/CONTAINER/BLOB`. */
  readonly path: string;
  readonly container: string;
  /** Name of the blob; absent: the request is about the container, or about the account where that is absent too. */
  readonly blob?: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface BlobAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Reads a request whole. */
export async function readRequest(message: IncomingMessage): Promise<BlobRequest> {
  const target = message.url ?? '/';
  const { pathname, searchParams } = new URL(target, 'https://localhost');
  const [, , container = '', ...rest] = pathname.split('/').map(decodeURIComponent);
  const blob = rest.join('/');
  return {
    method: message.method ?? 'GET',
    target,
    path: decodeURIComponent(pathname),
    container,
    ...(blob !== '' && { blob }),
    query: searchParams,
    headers: message.headers,
    body: await buffer(message),
  };
}

/** The one value of a header; absent: it was not sent. */
export function headerOf({ headers }: Pick<BlobRequest, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
