/** The host's one HTTP server: routes, keys, body limit. What a route does is for the kinds of trigger to say. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import createRouter, { type HTTPMethod } from 'find-my-way';
import { allows, grantOf } from './keys.ts';
import type { AuthLevel, Keys } from './keys.ts';
import { describeError } from './log.ts';
import type { Log } from './log.ts';

export interface HttpCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | Uint8Array;
}

export interface Route {
  readonly methods: readonly string[];
  /** In find-my-way's syntax. */
  readonly path: string;
  readonly level: AuthLevel;
  /** For level `system`: the key that opens the route. */
  readonly keyName?: string;
  readonly handle: (call: HttpCall) => Promise<HttpAnswer> | HttpAnswer;
}

export interface Routes {
  /** @throws Error when the method and path are taken. */
  add(route: Route): void;
}

export interface HttpServer extends Routes {
  readonly port: number;
  /** Until this is called every request is answered 503: the routes are not complete. */
  open(): void;
  /** Takes no more requests and returns when those under way are answered. */
  stop(): Promise<void>;
}

export interface HttpServerParts {
  readonly keys: Keys;
  readonly log: Log;
  /** 0: any free port. */
  readonly port: number;
  /** Bytes. */
  readonly bodyLimit: number;
}

class RefusedRequest extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`refused with status ${status}`);
    this.status = status;
  }
}

/** The letter İ. The router compares paths in lower case, where this letter alone is longer, and would then cut the parameters in the wrong places. */
const longerInLowerCase = /%C4%B0/gi;

/** Listens on loopback alone. @throws Error when the port is taken. */
export async function startHttpServer(parts: HttpServerParts): Promise<HttpServer> {
  // Azure's routes ignore case and a last slash; ids of Azure resources as parameters are long.
  const router = createRouter({ caseSensitive: false, ignoreTrailingSlash: true, maxParamLength: 8192 });
  const active = new Set<Promise<void>>();
  let accepting = false;

  const answer = async (request: IncomingMessage): Promise<HttpAnswer> => {
    if (!accepting) return { status: 503, headers: { connection: 'close' } };
    const base = `http://${request.headers.host ?? 'localhost'}`;
    const url = URL.parse(`${base}${request.url ?? ''}`);
    if (!url) return { status: 400 };
    const method = request.method ?? 'GET';
    const match = router.find(method as HTTPMethod, url.pathname.replaceAll(longerInLowerCase, '%25C4%25B0'));
    if (!match) return { status: 404 };
    const route = match.store as Route;
    if (!allows(grantOf(parts.keys, presentedKey(request, url)), route.level, route.keyName))
      return { status: 401 };
    const body = await readBody(request, parts.bodyLimit);
    const params = Object.fromEntries(
      Object.entries(match.params).map(([name, value]) => [name, value?.replaceAll('%C4%B0', 'İ')]),
    );
    return route.handle({ method, url, headers: request.headers, params, body });
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await send(response, await answer(request));
    } catch (error) {
      const status = error instanceof RefusedRequest ? error.status : 500;
      if (status === 500) parts.log('error', 'Host.Http', `A request failed: ${describeError(error)}`);
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      await send(response, { status, headers: { connection: 'close' } });
    }
  };

  const server = createServer((request, response) => {
    const served = serve(request, response).finally(() => active.delete(served));
    active.add(served);
  });
  server.listen(parts.port, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    add: (route) => {
      try {
        router.on(route.methods as HTTPMethod[], route.path, () => undefined, route);
      } catch (cause) {
        throw new Error(
          `The route ${route.methods.join(',')} ${route.path} cannot be served: ${describeError(cause)}`,
          {
            cause,
          },
        );
      }
    },
    open: () => {
      accepting = true;
    },
    stop: async () => {
      accepting = false;
      server.close();
      await Promise.all(active);
      server.closeAllConnections();
    },
  };
}

/** The header wins over the query, as in Azure. */
function presentedKey(request: IncomingMessage, url: URL): string | undefined {
  const header = request.headers['x-functions-key'];
  return (Array.isArray(header) ? header[0] : header) ?? url.searchParams.get('code') ?? undefined;
}

async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Too much is read to its end but not kept: the client hears of it only after it has sent all.
    if (size <= limit) chunks.push(chunk);
  }
  if (size > limit) throw new RefusedRequest(413);
  return Buffer.concat(chunks);
}

async function send(response: ServerResponse, answer: HttpAnswer): Promise<void> {
  // The client has gone; nobody would hear the answer, and its end would never come.
  if (response.socket?.destroyed ?? true) return;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  response.statusCode = answer.status;
  const sent = new Promise<void>((resolve) => {
    response.once('close', resolve);
  });
  response.end(answer.body);
  await sent;
}
