import { join } from 'node:path';
import { startAzurite } from '../../../../dev/azurite.ts';
import { eventually, startHost } from '../start-host.ts';
import type { RunningHost } from '../start-host.ts';

export interface Status {
  readonly runtimeStatus: string;
  readonly output: unknown;
  readonly customStatus: unknown;
  readonly instanceId: string;
  readonly historyEvents?: readonly { readonly EventType: string; readonly FireAt?: string }[];
}

/** The durable test app on the development host, over HTTP alone. */
export interface DurableApp {
  host: RunningHost;
  /** Connection string of its storage. */
  readonly storage: string;
  /** Starts another host on the same store. */
  startHost(): Promise<RunningHost>;
  start(name: string, input: unknown, id?: string): Promise<Response>;
  /** Calls the management API. */
  manage(method: string, path: string, body?: unknown): Promise<Response>;
  status(id: string, query?: string): Promise<Status>;
  /** Waits until it has ended. */
  ended(id: string): Promise<Status>;
  /** Has the app purge all that has ended, by its client. */
  purge(): Promise<Response>;
  runs(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

const ends = new Set(['Completed', 'Failed', 'Terminated']);

export async function startDurable(nodeArguments: readonly string[] = []): Promise<DurableApp> {
  const azurite = await startAzurite();
  const run = {
    app: join(import.meta.dirname, 'app'),
    environment: { AzureWebJobsStorage: azurite.connectionString },
    nodeArguments,
  };
  const durable: DurableApp = {
    host: await startHost(run),
    storage: azurite.connectionString,
    async startHost() {
      durable.host = await startHost(run);
      return durable.host;
    },
    start: (name, input, id) =>
      fetch(`${durable.host.url}/api/start/${name}${id === undefined ? '' : `/${id}`}`, {
        method: 'POST',
        body: JSON.stringify(input),
      }),
    manage: (method, path, body) =>
      fetch(`${durable.host.url}/runtime/webhooks/durabletask/${path}`, {
        method,
        headers: {
          'x-functions-key': durable.host.keys.system.durabletask_extension,
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    status: async (id, query = '') =>
      (await (await durable.manage('GET', `instances/${id}${query}`)).json()) as Status,
    ended: (id) =>
      eventually(`${id} to end`, async () => {
        const status = await durable.status(id);
        return ends.has(status.runtimeStatus) ? status : undefined;
      }),
    purge: () => fetch(`${durable.host.url}/api/purge`, { method: 'POST' }),
    runs: async () =>
      (await (await fetch(`${durable.host.url}/api/runs`)).json()) as Readonly<Record<string, number>>,
    async stop() {
      await durable.host.stop();
      await azurite.stop();
    },
  };
  return durable;
}
