import type { Azure } from '@phiwatch/azure-simulator';
import type { HostProcess } from '@phiwatch/functions-dev-host';
import type { ControlView, Health } from '../../src/assurance/posture/index.ts';
import type { Drift } from '../../src/model/index.ts';
import type { ScanView } from '../../src/monitoring/full-scan/index.ts';

/** Somebody of the sample hospital, by the roles that Entra gives them. */
export interface Person {
  readonly oid: string;
  readonly roles: string[];
}

/** The person who starts a local run. */
const operator = { oid: 'e2b7c0d4-58a1-4f36-9c7d-1a604b8f53e9', roles: ['Operator'] };

/** Talks to the app as an operator would: over HTTP, with a token of Entra. */
export class Client {
  readonly #host: HostProcess;
  readonly #azure: Azure;

  constructor(host: HostProcess, azure: Azure) {
    this.#host = host;
    this.#azure = azure;
  }

  get<T>(path: string): Promise<T> {
    return this.#call<T>('GET', path, operator);
  }

  /** As somebody else. */
  post<T>(path: string, body: object, who: Person): Promise<T> {
    return this.#call<T>('POST', path, who, body);
  }

  async #call<T>(method: string, path: string, who: Person, body?: object): Promise<T> {
    const { armUrl, simulation } = this.#azure;
    const { token } = await simulation.userTokens.issue(who, armUrl);
    const response = await fetch(new URL(path, this.#host.url), {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Runs a timer now. */
  async run(functionName: string): Promise<void> {
    const response = await fetch(new URL(`/admin/functions/${functionName}`, this.#host.url), {
      method: 'POST',
      headers: { 'x-functions-key': this.#host.keys.master, 'content-type': 'application/json' },
      body: '{"input":""}',
    });
    if (response.status !== 202)
      throw new Error(`${functionName}: ${response.status} ${await response.text()}`);
  }

  health(): Promise<Health> {
    return this.get('/api/health');
  }

  /** The latest first. */
  async scans(): Promise<readonly ScanView[]> {
    return (await this.get<{ scans: ScanView[] }>('/api/scans')).scans;
  }

  /** Every control, worst first. */
  async controls(): Promise<readonly ControlView[]> {
    return this.#all<ControlView>('controls', {});
  }

  async drifts(since: string): Promise<readonly Drift[]> {
    return this.#all<Drift>('drifts', { since });
  }

  /** All pages of a list. */
  async #all<Entry>(name: string, query: Readonly<Record<string, string>>): Promise<readonly Entry[]> {
    const found: Entry[] = [];
    let cursor: string | undefined;
    do {
      const asked = new URLSearchParams({ ...query, ...(cursor !== undefined && { cursor }) });
      const page: Readonly<Record<string, unknown>> = await this.get(`/api/${name}?${asked.toString()}`);
      found.push(...(page[name] as Entry[]));
      cursor = page['next'] as string | undefined;
    } while (cursor !== undefined);
    return found;
  }
}
