import type { ArmClient } from './arm-client.ts';
import { understand } from './classify.ts';
import type { Understood } from './classify.ts';
import type { HoldOff } from './hold-off.ts';
import { namespaceOf } from './resource-id.ts';

export interface Caller {
  /** GET of a path with the type's api-version. */
  get(path: string, type: string): Promise<Understood>;
  /** GET of the next page of a listing of that type: a link of the service, accepted from the same host alone. */
  follow(link: string, path: string, type: string): Promise<Understood>;
}

export interface CallerOptions {
  readonly client: ArmClient;
  readonly holdOff: HoldOff;
  readonly now: () => Date;
  /** The one api-version of a type. */
  readonly apiVersionOf: (type: string) => string | undefined;
}

/** Calls Resource Manager with the pinned api-versions, and keeps to what a 429 asked for. */
export function createCaller({ client, holdOff, now, apiVersionOf }: CallerOptions): Caller {
  async function send(url: URL, path: string, type: string): Promise<Understood> {
    const budget = budgetOf(path, type);
    const seconds = holdOff.remaining(budget);
    if (seconds > 0) {
      const reason = `held back after HTTP 429 of ${namespaceOf(type)}`;
      return { kind: 'throttled', startedAt: now().toISOString(), retryAfterSeconds: seconds, reason };
    }
    const understood = understand(await client.get(url));
    if (understood.kind === 'throttled') holdOff.hold(budget, understood.retryAfterSeconds);
    return understood;
  }

  return {
    async get(path, type) {
      const apiVersion = apiVersionOf(type);
      if (!apiVersion) {
        return {
          kind: 'unmapped',
          startedAt: now().toISOString(),
          reason: `no api-version is known for ${type}`,
        };
      }
      return send(client.url(path, apiVersion), path, type);
    },

    async follow(link, path, type) {
      const url = URL.parse(link);
      if (url?.origin === client.origin) return send(url, path, type);
      // The token goes with the call: it is for this host alone.
      return { kind: 'failed', startedAt: now().toISOString(), reason: 'the next page is on another host' };
    },
  };
}

/** Throttling is counted per subscription and provider. */
function budgetOf(path: string, type: string): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(path)?.[0] ?? '';
  return `${subscription.toLowerCase()}|${namespaceOf(type)}`;
}
