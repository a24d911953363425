import { setImmediate } from 'node:timers/promises';
import { once } from 'node:events';
import { Agent, createServer, request as send } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Certificate } from './tls.ts';

/** Which call is caught, and what is done to it. Members that are absent match every call. */
export interface Trap {
  readonly method?: string;
  /** On path and query as they are sent. */
  readonly path?: RegExp;
  /** On the body: what a batch of Table Storage is about stands there alone. */
  readonly body?: RegExp;
  /** The how manieth matching call, from now on; default 1. */
  readonly nth?: number;
  /** Before it is forwarded, or after it was carried out and before its answer. */
  readonly when: 'before' | 'after';
  /** Held until it is released, or its connection broken. */
  readonly then: 'hold' | 'drop';
}

export interface SetTrap {
  /** Resolves when the call is caught. */
  readonly caught: Promise<void>;
  /** Lets a held call go on; a call whose caller is gone is not carried out. Catches nothing from then on. */
  release(): void;
}

/** A reverse proxy for https servers on loopback that can hold or drop single calls. */
export interface Proxy {
  /** Returns the address at which the server of this address (`https://127.0.0.1:PORT/...`) is reached through the proxy. */
  before(url: string): Promise<string>;
  trap(trap: Trap): SetTrap;
  stop(): Promise<void>;
}

interface Armed extends Trap {
  left: number;
  readonly caught: PromiseWithResolvers<void>;
  readonly released: PromiseWithResolvers<void>;
}

export function createProxy(tls: Certificate): Proxy {
  const agent = new Agent({ keepAlive: true, ca: tls.cert });
  const servers: ReturnType<typeof createServer>[] = [];
  let traps: readonly Armed[] = [];

  const sprung = (request: IncomingMessage, body: Buffer): Armed | undefined => {
    for (const trap of traps) {
      if (!matches(trap, request, body)) continue;
      trap.left -= 1;
      if (trap.left === 0) return trap;
    }
    return undefined;
  };

  return {
    async before(url) {
      const { origin, pathname } = new URL(url);
      const server = createServer(tls, (request, response) => {
        void pass(request, response, { origin, agent, sprung }).catch(() => response.destroy());
      });
      servers.push(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return `https://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`;
    },
    trap(trap) {
      const armed: Armed = {
        ...trap,
        left: trap.nth ?? 1,
        caught: Promise.withResolvers<void>(),
        released: Promise.withResolvers<void>(),
      };
      traps = [...traps, armed];
      return {
        caught: armed.caught.promise,
        release() {
          traps = traps.filter((each) => each !== armed);
          armed.released.resolve();
        },
      };
    },
    async stop() {
      for (const { released } of traps) released.resolve();
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
      agent.destroy();
    },
  };
}

function matches({ method, path, body }: Trap, request: IncomingMessage, sent: Buffer): boolean {
  if (method !== undefined && method !== request.method) return false;
  return (path?.test(request.url ?? '') ?? true) && (body?.test(sent.toString('utf8')) ?? true);
}

interface Way {
  readonly origin: string;
  readonly agent: Agent;
  readonly sprung: (request: IncomingMessage, body: Buffer) => Armed | undefined;
}

async function pass(request: IncomingMessage, response: ServerResponse, way: Way): Promise<void> {
  const body = await buffer(request);
  const trap = way.sprung(request, body);
  if (trap?.when === 'before' && !(await goesOn(trap, response))) return;
  const answer = await forward(request, body, way);
  if (trap?.when === 'after' && !(await goesOn(trap, response))) return;
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

const turnsToSee = 20;

/** Whether the call is to go on, once its trap lets go of it. */
async function goesOn(trap: Armed, response: ServerResponse): Promise<boolean> {
  trap.caught.resolve();
  if (trap.then === 'drop') response.destroy();
  else await trap.released.promise;
  // That the caller has died meanwhile shows only once the loop has looked at its sockets.
  for (let turns = 0; turns < turnsToSee && !response.destroyed; turns += 1) await setImmediate();
  return !response.destroyed;
}

async function forward(
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  { origin, agent }: Way,
): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }> {
  const onward = send(new URL(url ?? '/', origin), { method, headers, agent });
  onward.end(body);
  const [answer] = (await once(onward, 'response')) as [IncomingMessage];
  const { connection: _connection, 'transfer-encoding': _encoding, ...kept } = answer.headers;
  return { status: answer.statusCode ?? 502, headers: kept, body: await buffer(answer) };
}
