import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { trustedCertificate } from '../../support/trusted-certificate.ts';
import { createAzureReader } from '../../../src/platform/azure-clients/create-azure.ts';
import type { AzureReaderOptions } from '../../../src/platform/azure-clients/create-azure.ts';
import type { AzureReader } from '../../../src/platform/azure/types.ts';
import type { ResourceType } from '../../../src/rules/controls/types.ts';

export const date = 'Sun, 01 Mar 2026 12:00:00 GMT';

export interface Reply {
  readonly status?: number;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Request {
  /** As it came over the wire, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** `reset`: the connection breaks; `hang`: no answer comes. */
export type Behaviour = (request: Request) => Reply | 'reset' | 'hang';

export interface FakeArm {
  readonly url: string;
  readonly requests: readonly Request[];
  /** Paths that were asked for. */
  readonly paths: readonly string[];
  behave(behavior: Behaviour): void;
  /** Answers by path without regard to case; 404 elsewhere. */
  serve(resources: Readonly<Record<string, unknown>>): void;
  reader(options?: Partial<AzureReaderOptions>): AzureReader;
}

export function useArm(): FakeArm {
  let server: Server;
  let url = '';
  let requests: Request[] = [];
  let behavior: Behaviour;
  beforeAll(async () => {
    server = createServer(trustedCertificate(), (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'https://fake');
      const { headers: sent } = request;
      const { authorization } = sent;
      const received = { path: pathname, query: searchParams, authorization, headers: sent };
      requests.push(received);
      const reply = behavior(received);
      if (reply === 'reset') request.socket.destroy();
      if (typeof reply === 'string') return;
      const { status = 200, body, headers } = reply;
      response.writeHead(status, { date, ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    requests = [];
    behavior = () => notFound('ResourceNotFound');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const arm: FakeArm = {
    get url() {
      return url;
    },
    get requests() {
      return requests;
    },
    get paths() {
      return requests.map(({ path }) => path);
    },
    behave(next) {
      behavior = next;
    },
    serve(resources) {
      const byPath = new Map(Object.entries(resources).map(([path, body]) => [path.toLowerCase(), body]));
      behavior = ({ path }) => {
        const body = byPath.get(decodeURIComponent(path).toLowerCase());
        return body === undefined ? notFound('ResourceNotFound') : { body };
      };
    },
    reader: (options) =>
      createAzureReader({
        endpoint: url,
        credential: {
          getToken: async () => ({ token: 'token-1', expiresOnTimestamp: 8_640_000_000_000_000 }),
        },
        types,
        now: () => new Date('2026-06-15T00:00:00Z'),
        elapsed: () => 0,
        ...options,
      }),
  };
  return arm;
}

export function notFound(code: string): Reply {
  return { status: 404, body: { error: { code, message: 'Jane Doe has nothing here' } } };
}

const kinds: Readonly<Record<string, ResourceType['kind']>> = {
  'Microsoft.Resources/subscriptions': 'container',
  'Microsoft.Resources/subscriptions/resourceGroups': 'container',
  'Microsoft.Storage/storageAccounts': 'tracked',
  'Microsoft.Storage/storageAccounts/blobServices': 'child',
  'Microsoft.Sql/servers': 'tracked',
  'Microsoft.Sql/servers/databases': 'child',
  'Microsoft.Sql/servers/databases/transparentDataEncryption': 'child',
  'Microsoft.Insights/diagnosticSettings': 'extension',
  'Microsoft.Insights/activityLogAlerts': 'tracked',
  'Microsoft.Authorization/policyAssignments': 'extension',
};

/** Each with an api-version of its own. */
export const types: ReadonlyMap<string, ResourceType> = new Map(
  Object.entries(kinds).map(([type, kind], n) => [
    type.toLowerCase(),
    { type, kind, apiVersion: `20${10 + n}-01-01`, indexed: kind === 'tracked' },
  ]),
);

export const subscription = '/subscriptions/11111111-2222-3333-4444-555555555555';
export const group = `${subscription}/resourceGroups/Imaging`;
export const account = `${group}/providers/Microsoft.Storage/storageAccounts/scans`;

/** A resource as ARM would return it, and its place for `serve`. */
export function resource(id: string, type: string): Record<string, unknown> {
  return { [id]: { id, type, name: id.split('/').at(-1) } };
}

/** A collection of one page. */
export function collection(path: string, ...items: Record<string, unknown>[]): Record<string, unknown> {
  return { [path]: { value: items.flatMap((item) => Object.values(item)) } };
}
