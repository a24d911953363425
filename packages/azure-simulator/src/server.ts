import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ArmRequest, ArmResponse } from './arm-message.ts';
import { control, secretHeader } from './control.ts';
import { ArmError } from './errors.ts';
import type { ParsedFault } from './faults.ts';
import { answerIdentityRequest } from './identity-endpoint.ts';
import { isLogsPath, logAudiences } from './logs.ts';
import { errorResponse, faultError } from './responses.ts';
import { route } from './router.ts';
import type { Simulation } from './simulation.ts';
import { answerVault, authenticateToVault, isVaultPath } from './vault-keys/index.ts';

/** Listens on loopback; port 0 takes a free one. Returns the port. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** The servers of the simulation: https for Azure Resource Manager and the control API, http for tokens. */
export class SimulationServer {
  readonly #simulation: Simulation;
  readonly #simSecret: string;
  readonly #arm: Server;
  readonly #identity: Server;

  constructor(
    simulation: Simulation,
    options: {
      readonly tls: { readonly cert: string; readonly key: string };
      readonly simSecret: string;
      readonly msiHeader: string;
    },
  ) {
    this.#simulation = simulation;
    this.#simSecret = options.simSecret;
    this.#arm = createHttpsServer(options.tls, (request, response) => {
      void this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    const { tokens } = simulation;
    const { identities } = simulation.options;
    this.#identity = createHttpServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      void this.#withFault(request, path, response, undefined, () =>
        answerIdentityRequest(request, response, { tokens, secret: options.msiHeader, identities }),
      ).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  async start(ports: {
    readonly arm: number;
    readonly identity: number;
  }): Promise<{ arm: number; identity: number }> {
    return {
      arm: await listen(this.#arm, ports.arm),
      identity: await listen(this.#identity, ports.identity),
    };
  }

  async stop(): Promise<void> {
    this.#simulation.faults.release();
    await Promise.all([close(this.#arm), close(this.#identity)]);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', `https://${request.headers.host}`);
    const method = request.method ?? 'GET';
    const body = await text(request);
    if (url.pathname.startsWith('/_sim/')) return this.#control(request, response, url, body);
    const entra = await this.#simulation.userTokens.document(url.pathname, url.origin);
    if (entra !== undefined) return this.#send(request, response, { status: 200, headers: {}, body: entra });
    const signedIn = await this.#simulation.signIn.answer(
      method,
      url,
      body,
      request.headers.origin,
      request.headers.cookie,
    );
    if (signedIn) {
      response.writeHead(signedIn.status, { 'Cache-Control': 'no-store', ...signedIn.headers });
      response.end(signedIn.body);
      return;
    }
    const seen = {
      time: this.#now().toISOString(),
      method,
      path: url.pathname,
      apiVersion: url.searchParams.get('api-version'),
    };
    const record = (status: number | 'reset', oid?: string): void => {
      this.#simulation.log.push({ ...seen, status, ...(oid ? { oid } : {}) });
    };
    await this.#simulation.faults.pass(method, url.pathname);
    await this.#withFault(request, url.pathname, response, record, async (fault) => {
      let oid: string | undefined;
      let answer: ArmResponse;
      try {
        const { tokens, logs } = this.#simulation;
        const toLogs = logs && isLogsPath(url.pathname) ? logs : undefined;
        const toVault = isVaultPath(url.pathname);
        const { authorization } = request.headers;
        const who = toVault
          ? await authenticateToVault(tokens, authorization)
          : await tokens.authenticate(authorization, toLogs && logAudiences);
        oid = who.oid;
        const lagging =
          fault?.lagMs === undefined ? undefined : { asOf: this.#simulation.options.now() - fault.lagMs };
        const freshness = fault?.staleReads === undefined ? (lagging ?? 'now') : 'previous';
        const given: ArmRequest = { method, url, headers: request.headers, body, freshness };
        if (toLogs) answer = await toLogs.answer(this.#simulation, who, given);
        else
          answer = toVault ? answerVault(this.#simulation, who, given) : route(this.#simulation, who, given);
      } catch (error) {
        answer = errorResponse(error);
      }
      record(answer.status, oid);
      if (fault?.lost) request.socket.resetAndDestroy();
      else this.#send(request, response, answer);
    });
  }

  /** Does what the fault that strikes the request asks for, if any; otherwise, and for stale reads, goes on. */
  async #withFault(
    request: IncomingMessage,
    path: string,
    response: ServerResponse,
    record: ((status: number | 'reset') => void) | undefined,
    proceed: (fault: ParsedFault | undefined) => Promise<void>,
  ): Promise<void> {
    const fault = this.#simulation.faults.next(request.method ?? 'GET', path);
    const { sleep = sleepFor } = this.#simulation.options;
    if (fault?.delayMs) await sleep(fault.delayMs);
    if (fault?.reset) {
      record?.('reset');
      request.socket.resetAndDestroy();
    } else if (fault?.malformed) {
      record?.(200);
      response
        .writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' })
        .end('{"id":"/subscriptions/');
    } else if (fault?.status) {
      record?.(fault.status);
      this.#send(request, response, errorResponse(faultError(fault, fault.status)));
    } else {
      await proceed(fault);
    }
  }

  async #control(request: IncomingMessage, response: ServerResponse, url: URL, body: string): Promise<void> {
    let answer: ArmResponse;
    try {
      if (request.headers[secretHeader] !== this.#simSecret)
        throw new ArmError(401, 'Unauthorized', `The header ${secretHeader} is missing or wrong.`);
      const result = await control(this.#simulation, request.method ?? 'GET', url, body);
      answer = { status: 200, headers: {}, body: result };
    } catch (error) {
      answer = errorResponse(error);
    }
    this.#send(request, response, answer);
  }

  #send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: ArmResponse): void {
    const correlation = request.headers['x-ms-correlation-request-id'];
    const id = randomUUID();
    response.writeHead(status, {
      'Cache-Control': 'no-cache',
      Date: this.#now().toUTCString(),
      'x-ms-request-id': id,
      'x-ms-correlation-request-id': typeof correlation === 'string' ? correlation : id,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
      ...headers,
    });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  #now(): Date {
    return new Date(this.#simulation.options.now());
  }
}
