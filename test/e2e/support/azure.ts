import { randomUUID } from 'node:crypto';
import { eventOf, secretHeader } from '@phiwatch/azure-simulator';
import type {
  Change,
  ChangeRequest,
  Event,
  EventOptions,
  Fault,
  Grant,
  UserTokenRequest,
} from '@phiwatch/azure-simulator';
import { subscriptionId, tenantId } from '@phiwatch/sample-hospital';
import type { Resource } from '../../../src/model/resource.ts';
import type { Connection } from './connection.ts';

/** Who makes changes in these tests. */
export const administrator = { oid: '7d1f4b92-3c6e-4a08-b5d7-91e2c8f06a3d', type: 'User' as const };

type Wanted = Omit<ChangeRequest, 'actor'> & Partial<Pick<ChangeRequest, 'actor'>>;

/** The simulated Azure, over its control API. */
export class AzureControl {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Makes a change; returns what happened by it, a group's deletion being several. */
  async change(request: Wanted): Promise<readonly Change[]> {
    const { length } = await this.changes();
    await this.#call('POST', 'change', { actor: administrator, ...request });
    return (await this.changes()).slice(length);
  }

  changes(): Promise<readonly Change[]> {
    return this.#call('GET', 'changes') as Promise<readonly Change[]>;
  }

  resources(): Promise<readonly Resource[]> {
    return this.#call('GET', 'resources') as Promise<readonly Resource[]>;
  }

  /** Requests that were seen of one path. */
  async reads(id: string): Promise<number> {
    const log = (await this.#call('GET', 'log')) as readonly { readonly path: string }[];
    return log.filter(({ path }) => decodeURIComponent(path).toLowerCase() === id.toLowerCase()).length;
  }

  /** Troubles requests of paths that match; in addition to those that there are. */
  async fault(fault: Fault): Promise<void> {
    await this.#call('POST', 'faults', fault);
  }

  async noFaults(): Promise<void> {
    await this.#call('DELETE', 'faults');
  }

  roles(): Promise<readonly Grant[]> {
    return this.#call('GET', 'roles') as Promise<readonly Grant[]>;
  }

  async setRoles(grants: readonly Grant[]): Promise<void> {
    await this.#call('PUT', 'roles', grants);
  }

  /** A token for someone who calls the app. */
  async userToken(request: UserTokenRequest): Promise<string> {
    const { token } = (await this.#call('POST', 'user-token', request)) as { readonly token: string };
    return token;
  }

  /** Has Event Grid deliver to a webhook from now on, after its handshake; nowhere else. */
  async deliverTo(
    url: string,
    options: EventOptions & { readonly retryDelaysMs?: number[] } = {},
  ): Promise<void> {
    await this.noDelivery();
    await this.#call('POST', 'subscriptions', { url, ...options });
  }

  async noDelivery(): Promise<void> {
    await this.#call('DELETE', 'subscriptions');
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const { simUrl, simSecret } = this.#connection;
    const response = await fetch(`${simUrl}/${path}`, {
      method,
      headers: { [secretHeader]: simSecret, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

/** The event that tells of a change, as Event Grid would send it. */
export function eventFor(change: Change, options: EventOptions = {}, id: string = randomUUID()): Event {
  const event = eventOf(change, id, tenantId, options);
  if (!event) throw new Error(`no event tells of ${change.operation} in ${JSON.stringify(options)}`);
  return event;
}

/** Copies of a resource of the estate and of what lies under it, as they would be with another name. */
export function copies(resources: readonly Resource[], id: string, name: string): readonly Resource[] {
  const lower = id.toLowerCase();
  const copy = `${id.slice(0, id.lastIndexOf('/'))}/${name}`;
  return resources
    .filter((each) => each.id?.toLowerCase() === lower || each.id?.toLowerCase().startsWith(`${lower}/`))
    .map((each) => JSON.parse(JSON.stringify(each).replaceAll(id, copy)) as Resource);
}

export function groupId(name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}
