import { randomUUID } from 'node:crypto';
import { QueueClient } from '@azure/storage-queue';
import type { Change, Event, EventOptions } from '@phiwatch/azure-simulator';
import type { Health, StatesView } from '../../../src/assurance/posture/index.ts';
import type { Drift } from '../../../src/model/drift.ts';
import type { State } from '../../../src/model/states.ts';
import { AzureControl, copies, eventFor } from './azure.ts';
import type { Connection } from './connection.ts';
import { contractOf, keepsTo } from './contract.ts';
import type { Exchange } from './contract.ts';
import { until } from './until.ts';

const operator = { oid: 'c1a7e4d2-6b39-4f58-8e0c-5d2f7a913b64', roles: ['Operator'] };

/** The app under test, over HTTP, with the simulated Azure that it watches. */
export class App {
  readonly connection: Connection;
  readonly azure: AzureControl;
  readonly queue: QueueClient;
  #operator: Promise<string> | undefined;

  constructor(connection: Connection) {
    this.connection = connection;
    this.azure = new AzureControl(connection);
    this.queue = new QueueClient(connection.storage, 'changes');
  }

  /** Calls as an operator, who signs in again where the token holds no longer: tests move the time. */
  async get(path: string): Promise<Response> {
    this.#operator ??= this.azure.userToken(operator);
    const answer = await this.call('GET', path, await this.#operator);
    if (answer.status !== 401) return answer;
    this.#operator = this.azure.userToken(operator);
    return this.call('GET', path, await this.#operator);
  }

  /** Calls with this token, or with none. @throws Error where the answer is not as the app itself describes it */
  async call(
    method: string,
    path: string,
    token: string | undefined,
    more: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const { baseUrl } = this.connection;
    // First: whoever kills the host by what is called then kills nothing else.
    await contractOf(baseUrl);
    const answer = await fetchNamed(new URL(path, baseUrl), {
      method,
      headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...more.headers },
      ...(more.body !== undefined && { body: JSON.stringify(more.body) }),
    });
    await this.keepsToItsContract({
      method,
      path,
      answer,
      ...(more.body !== undefined && { body: more.body }),
    });
    return answer;
  }

  /** @throws Error where an answer is not as the app itself describes it */
  readonly keepsToItsContract = async (exchange: Exchange): Promise<void> =>
    keepsTo(await contractOf(this.connection.baseUrl), exchange);

  /** What a path answers, as JSON. @throws Error where it answers an error. */
  async json<T>(path: string): Promise<T> {
    const response = await this.get(path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** All pages of a list, as an operator. @param path with its query */
  async list<T>(path: string, member: string): Promise<readonly T[]> {
    const found: T[] = [];
    const address = new URL(path, this.connection.baseUrl);
    for (;;) {
      const page = await this.json<Record<string, unknown>>(`${address.pathname}${address.search}`);
      found.push(...(page[member] as T[]));
      if (typeof page['next'] !== 'string') return found;
      address.searchParams.set('cursor', page['next']);
    }
  }

  /** The health that an operator sees. A caller whose token has expired is only told that the app is alive, so the operator signs in again. */
  async health(): Promise<Health> {
    const seen = await this.json<Partial<Health>>('/api/health');
    if (seen.queue === undefined) this.#operator = undefined;
    return seen.queue === undefined ? this.json('/api/health') : (seen as Health);
  }

  /** Drifts of one resource, or of all, oldest first. */
  async drifts(resourceId?: string, since = '2000-01-01'): Promise<readonly Drift[]> {
    const drifts = await this.list<Drift>(`/api/drifts?since=${encodeURIComponent(since)}`, 'drifts');
    const wanted = resourceId?.toLowerCase();
    return drifts.filter((drift) => wanted === undefined || drift.resourceId.toLowerCase() === wanted);
  }

  /** Undefined: never seen. */
  async states(resourceId: string): Promise<StatesView | undefined> {
    const response = await this.get(`/api/states?resourceId=${encodeURIComponent(resourceId)}`);
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`states: ${response.status} ${await response.text()}`);
    return (await response.json()) as StatesView;
  }

  async state(resourceId: string, policy: string): Promise<State | undefined> {
    return (await this.states(resourceId))?.states.find((each) => each.policy === policy)?.state;
  }

  /** Waits until a policy is in a state. */
  async reaches(resourceId: string, policy: string, state: State): Promise<void> {
    await until(`${policy} to be ${state}`, async () =>
      (await this.state(resourceId, policy)) === state ? true : undefined,
    );
  }

  webhook(): string {
    const { baseUrl, eventGridKey } = this.connection;
    return `${baseUrl}/runtime/webhooks/EventGrid?functionName=resource-changed&code=${eventGridKey}`;
  }

  /** Posts events as Event Grid does; returns the status. */
  async post(
    events: readonly unknown[],
    schema: EventOptions['schema'] = 'EventGridSchema',
  ): Promise<number> {
    const cloud = schema === 'CloudEventSchemaV1_0';
    const response = await fetchNamed(new URL(this.webhook()), {
      method: 'POST',
      headers: {
        'content-type': `application/${cloud ? 'cloudevents-batch+json' : 'json'}; charset=utf-8`,
        'aeg-event-type': 'Notification',
      },
      body: JSON.stringify(events),
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** Tells of changes in one delivery. @returns the events. */
  async tell(changes: readonly Change[], options: EventOptions = {}): Promise<readonly Event[]> {
    const events = changes.map((change) => eventFor(change, options));
    const status = await this.post(events, options.schema);
    if (status >= 300) throw new Error(`the delivery was answered ${status}`);
    return events;
  }

  /** Makes a change and tells of it as the subscription's topic does. */
  async changed(request: Parameters<AzureControl['change']>[0]): Promise<readonly Change[]> {
    const changes = (await this.azure.change(request)).filter(({ only }) => only !== 'resources');
    await this.tell(changes);
    return changes;
  }

  /** A resource of its own for a test: a copy of one in the estate with what lies under it, seen by the app. */
  async copyOf(id: string): Promise<string> {
    const name = `e2e${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    const made: Change[] = [];
    for (const copy of copies(await this.azure.resources(), id, name))
      made.push(...(await this.azure.change({ method: 'PUT', id: copy.id ?? '', body: copy })));
    const copied = `${id.slice(0, id.lastIndexOf('/'))}/${name}`;
    await this.tell(made.filter((change) => change.id.toLowerCase() === copied.toLowerCase()));
    await until(`${copied} to be seen`, () => this.states(copied));
    return copied;
  }

  /** Sends a message to the queue, as Event Grid delivers straight to one. */
  async enqueue(message: unknown): Promise<void> {
    await this.queue.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));
  }

  /** Runs a timer's function now; it is answered before it is done. */
  async run(functionName: string): Promise<void> {
    const response = await fetch(new URL(`/admin/functions/${functionName}`, this.connection.baseUrl), {
      method: 'POST',
      headers: { 'x-functions-key': this.connection.masterKey, 'content-type': 'application/json' },
      body: '{"input":""}',
    });
    if (response.status !== 202) throw new Error(`${functionName}: ${response.status}`);
  }
}

/** Names the call in the error, which Node's own does not. */
async function fetchNamed(url: URL, init: RequestInit & { readonly method: string }): Promise<Response> {
  const begun = performance.now();
  try {
    return await fetch(url, init);
  } catch (cause) {
    const seconds = Math.round((performance.now() - begun) / 1000);
    throw new Error(`${init.method} ${url.pathname} failed after ${seconds} s`, { cause });
  }
}
