/**
 * The HTTP API of Durable Functions: for the library's client under `/durabletask/` without a key, as it is reached from this machine
 * alone, and for people under `/runtime/webhooks/durabletask/` with the system key.
 * https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-http-api
 */
import { z } from 'zod';
import type { HttpAnswer, HttpCall, Route } from '../http-server.ts';
import { parseJson } from '../json.ts';
import type { Engine } from './engine.ts';
import { historyEvent } from './history.ts';
import type { HubStore } from './hub-store.ts';
import { isEnded } from './instance.ts';
import type { Instance } from './instance.ts';
import { filterOf, fits, statusBody } from './status.ts';

export interface ClientApiParts {
  readonly store: HubStore;
  readonly engine: Pick<Engine, 'send' | 'forget'>;
  /** Names of the orchestrators that the app has. */
  readonly orchestrators: ReadonlySet<string>;
  readonly now: () => Date;
  readonly newId: () => string;
  /** The links of an instance, as the library hands them out. */
  readonly links: (instanceId: string) => object;
}

export const systemKeyName = 'durabletask_extension';
const pageSize = 100;

export function clientRoutes(parts: ClientApiParts): Route[] {
  return ['/durabletask', '/runtime/webhooks/durabletask'].flatMap((base) =>
    endpoints(parts).map(({ methods, path, handle }): Route => ({
      methods,
      path: `${base}${path}`,
      ...(base.startsWith('/runtime') ? { level: 'system', keyName: systemKeyName } : { level: 'anonymous' }),
      handle,
    })),
  );
}

type Endpoint = Pick<Route, 'methods' | 'path' | 'handle'>;

function at(method: string, path: string, handle: Route['handle']): Endpoint {
  return { methods: [method], path, handle };
}

function endpoints(parts: ClientApiParts): readonly Endpoint[] {
  return [
    at('POST', '/orchestrators/:name', (call) => start(call, parts)),
    at('POST', '/orchestrators/:name/:id', (call) => start(call, parts)),
    at('GET', '/instances', (call) => list(call, parts)),
    at('DELETE', '/instances', (call) => purgeAll(call, parts)),
    at('GET', '/instances/:id', (call) => show(call, parts)),
    at('DELETE', '/instances/:id', (call) => purge(call, parts)),
    at('POST', '/instances/:id/raiseEvent/:event', (call) => raise(call, parts)),
    ...(['terminate', 'suspend', 'resume'] as const).map((kind) =>
      at('POST', `/instances/:id/${kind}`, (call) =>
        toRunning(call, parts, ({ id = '' }) =>
          parts.engine.send(id, { kind, reason: call.url.searchParams.get('reason') ?? '' }),
        ),
      ),
    ),
    // Azure's own storage provider alone can do it; an app of ours does not ask for it.
    at('POST', '/instances/:id/rewind', () => json(501, { message: 'rewind is not emulated by this host' })),
    at('POST', '/instances/:id/restart', () =>
      json(501, { message: 'restart is not emulated by this host' }),
    ),
  ];
}

async function start({ params, body, url }: HttpCall, parts: ClientApiParts): Promise<HttpAnswer> {
  const { name = '', id = parts.newId().replaceAll('-', '') } = params;
  if (!parts.orchestrators.has(name)) return json(400, { message: `There is no orchestrator "${name}"` });
  const text = body.toString('utf8');
  const input = text === '' ? undefined : parseJson(text);
  if (text !== '' && input === undefined) return json(400, { message: 'The input is no JSON' });
  const found = await parts.store.read(id);
  const begins = found?.inbox.some(({ message }) => message.kind === 'start');
  if (begins || (found?.instance && !isEnded(found.instance)))
    return json(409, { message: `An instance "${id}" has not ended` });
  const executionId = parts.newId();
  const version = url.searchParams.get('version');
  await parts.engine.send(id, { kind: 'start', name, version, input: input ?? null, executionId });
  return json(202, { id, ...parts.links(id) });
}

async function show({ params: { id = '' }, url }: HttpCall, { store }: ClientApiParts): Promise<HttpAnswer> {
  const found = await store.read(id);
  if (!found) return json(404, { message: `There is no instance "${id}"` });
  const begins = found.inbox.find(({ message }) => message.kind === 'start');
  const instance = begins ? pendingOf(id, begins.message) : found.instance;
  if (!instance) return json(404, { message: `There is no instance "${id}"` });
  const flag = (name: string, otherwise: boolean) =>
    url.searchParams.has(name) ? url.searchParams.get(name)?.toLowerCase() === 'true' : otherwise;
  const wanted = {
    history: flag('showHistory', false),
    historyOutput: flag('showHistoryOutput', false),
    input: flag('showInput', true),
  };
  return json(isEnded(instance) ? 200 : 202, statusBody(instance, wanted));
}

/** An instance whose first turn has not come. */
function pendingOf(instanceId: string, message: unknown): Instance | undefined {
  const parsed = z
    .object({ kind: z.literal('start'), name: z.string(), input: z.unknown() })
    .safeParse(message);
  if (!parsed.success) return undefined;
  const { name, input } = parsed.data;
  const never = new Date(0).toISOString();
  const none = { version: null, executionId: '', output: null, customStatus: null, history: [] };
  return { ...none, instanceId, name, input, status: 'Pending', createdTime: never, lastUpdatedTime: never };
}

async function list({ url, headers }: HttpCall, { store }: ClientApiParts): Promise<HttpAnswer> {
  const filter = filterOf(url.searchParams);
  const top = Number(url.searchParams.get('top') ?? pageSize);
  const after = String(headers['x-ms-continuation-token'] ?? '');
  const found: Instance[] = [];
  for await (const instance of store.list()) if (fits(instance, filter)) found.push(instance);
  const rest = found
    .toSorted((one, other) => (one.instanceId < other.instanceId ? -1 : 1))
    .filter(({ instanceId }) => instanceId > after);
  const page = rest.slice(0, top);
  const last = page.at(-1)?.instanceId;
  const answer = json(
    200,
    page.map((instance) => statusBody(instance, { history: false, historyOutput: false, input: true })),
  );
  const more = rest.length > page.length && last !== undefined;
  return more ? { ...answer, headers: { ...answer.headers, 'x-ms-continuation-token': last } } : answer;
}

async function raise(call: HttpCall, parts: ClientApiParts): Promise<HttpAnswer> {
  const type = call.headers['content-type'] ?? '';
  if (!type.includes('application/json')) return json(400, { message: 'The event must be application/json' });
  const text = call.body.toString('utf8') || 'null';
  const content = parseJson(text);
  if (content === undefined) return json(400, { message: 'The event is no JSON' });
  return toRunning(call, parts, ({ id = '', event = '' }) =>
    parts.engine.send(id, {
      kind: 'event',
      event: historyEvent('EventRaised', parts.now(), { Name: event, Input: text }),
    }),
  );
}

/** 404: there is none; 410: it has ended. */
async function toRunning(
  { params }: HttpCall,
  { store }: ClientApiParts,
  act: (params: HttpCall['params']) => Promise<void>,
): Promise<HttpAnswer> {
  const found = await store.read(params['id'] ?? '');
  if (!found) return { status: 404 };
  if (found.instance && isEnded(found.instance)) return { status: 410 };
  await act(params);
  return { status: 202 };
}

async function purge({ params: { id = '' } }: HttpCall, parts: ClientApiParts): Promise<HttpAnswer> {
  const found = await parts.store.read(id);
  if (!found?.instance || !isEnded(found.instance)) return json(404, { instancesDeleted: 0 });
  await parts.store.purge(id);
  parts.engine.forget(id);
  return json(200, { instancesDeleted: 1 });
}

/** Source: azure-functions-durable-extension, `HttpApiHandler.cs`, `HandleDeleteHistoryWithFiltersRequestAsync`. */
async function purgeAll({ url }: HttpCall, parts: ClientApiParts): Promise<HttpAnswer> {
  const filter = filterOf(url.searchParams);
  if (filter.from === -Infinity) return json(400, "Please provide value for 'createdTimeFrom' parameter.");
  const ids: string[] = [];
  for await (const instance of parts.store.list())
    if (isEnded(instance) && fits(instance, filter)) ids.push(instance.instanceId);
  for (const id of ids) {
    await parts.store.purge(id);
    parts.engine.forget(id);
  }
  return ids.length > 0 ? json(200, { instancesDeleted: ids.length }) : { status: 404 };
}

function json(status: number, value: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
