import type { BudgetReport } from '../azure/index.ts';

/** Events go before scans: a full scan leaves a part of every budget to them. */
export type Priority = 'event' | 'scan';

/** The subscription, provider, region and kind of call whose budgets a call is charged to. */
export interface Charge {
  /** Lower case; empty for calls that lie in none. */
  readonly subscription: string;
  /** Namespace, lower case. */
  readonly provider: string;
  /** Lower case; empty where it is not known. */
  readonly region: string;
  readonly kind: 'read' | 'list' | 'query' | 'write';
}

/** A token bucket: so many at once, so many more each second. */
interface Limit {
  readonly burst: number;
  readonly perSecond: number;
}

export interface Budget {
  /** Takes what the call costs, and gives 0; or takes nothing, and gives the milliseconds until it may be asked again. */
  take(charge: Charge, priority: Priority): number;
  /** Takes over the number of the subscription's reads that the service says is left: it knows of other callers too. */
  learn(charge: Charge, remaining: number): void;
  /** After a 429: no call of this subscription, provider and region for so many seconds. Never shortens what holds. */
  hold(charge: Charge, seconds: number): void;
  /** The service says that the quota is used up until so many seconds have passed: no 429 yet, and none to come. */
  rest(charge: Charge, seconds: number): void;
  /** Notes that a call waited. */
  waited(charge: Charge, milliseconds: number): void;
  report(): readonly BudgetReport[];
}

/** https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
const subscriptionReads: Limit = { burst: 250, perSecond: 25 };

const subscriptionWrites: Limit = { burst: 200, perSecond: 10 };

/** https://learn.microsoft.com/azure/storage/common/scalability-targets-resource-provider */
const ofProvider: Readonly<Record<string, Partial<Record<Charge['kind'], Limit>>>> = {
  'microsoft.storage': {
    read: { burst: 800, perSecond: 800 / 300 },
    list: { burst: 100, perSecond: 100 / 300 },
  },
  // https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
  'microsoft.resourcegraph': { query: { burst: 15, perSecond: 3 } },
};

/** Tokens grow by fractions, whose sums fall short of a whole by less than this. */
const rounding = 1e-9;

/** Share of a budget of reads that scans leave alone. */
const reserve = 0.2;

interface Bucket {
  readonly limit: Limit;
  tokens: number;
  at: number;
}

interface Use {
  calls: number;
  waited: number;
  throttled: number;
}

/** `now`: milliseconds since 1970. Known limits are where it begins; headers and 429s say how it really stands. */
export function createBudget(now: () => number): Budget {
  const buckets = new Map<string, Bucket>();
  const heldUntil = new Map<string, number>();
  const uses = new Map<string, Use>();

  const bucket = (key: string, limit: Limit): Bucket => {
    const at = now();
    const found = buckets.get(key) ?? { limit, tokens: limit.burst, at };
    const { burst, perSecond } = found.limit;
    found.tokens = Math.min(burst, found.tokens + (Math.max(0, at - found.at) / 1000) * perSecond);
    found.at = at;
    buckets.set(key, found);
    return found;
  };
  const ofSubscription = ({ subscription, kind }: Charge): readonly Bucket[] => {
    if (kind === 'query') return [];
    return kind === 'write'
      ? [bucket(`${subscription}|writes`, subscriptionWrites)]
      : [bucket(subscription, subscriptionReads)];
  };
  const bucketsOf = (charge: Charge): readonly Bucket[] => {
    const limit = ofProvider[charge.provider]?.[charge.kind];
    return [...ofSubscription(charge), ...(limit ? [bucket(keyOf(charge), limit)] : [])];
  };
  const use = (charge: Charge): Use => {
    const key = keyOf(charge);
    const found = uses.get(key) ?? { calls: 0, waited: 0, throttled: 0 };
    uses.set(key, found);
    return found;
  };

  const rest = (charge: Charge, seconds: number): void => {
    const key = holdKey(charge);
    heldUntil.set(key, Math.max(heldUntil.get(key) ?? 0, now() + seconds * 1000));
  };

  return {
    take(charge, priority) {
      // Where the region of a 429 was not known, it may be any.
      const holds = [holdKey(charge), holdKey({ ...charge, region: '' })];
      const held = Math.max(...holds.map((key) => heldUntil.get(key) ?? 0)) - now();
      if (held > 0) return held;
      const concerned = bucketsOf(charge);
      const waits = concerned.map(({ limit, tokens }) => {
        const kept =
          priority === 'scan' && charge.kind !== 'query' && charge.kind !== 'write'
            ? limit.burst * reserve
            : 0;
        const lacking = kept + 1 - tokens;
        return lacking < rounding ? 0 : Math.ceil((lacking / limit.perSecond) * 1000);
      });
      const wait = Math.max(0, ...waits);
      if (wait > 0) return wait;
      for (const each of concerned) each.tokens -= 1;
      use(charge).calls += 1;
      return 0;
    },
    learn(charge, remaining) {
      if (charge.kind === 'query' || charge.kind === 'write' || charge.subscription === '') return;
      const known = bucket(charge.subscription, subscriptionReads);
      known.tokens = Math.min(known.limit.burst, Math.max(0, remaining));
    },
    rest,
    hold(charge, seconds) {
      rest(charge, seconds);
      use(charge).throttled += 1;
    },
    waited(charge, milliseconds) {
      use(charge).waited += milliseconds;
    },
    report: () =>
      Array.from(uses, ([key, { calls, waited, throttled }]) => ({
        key,
        calls,
        waitedSeconds: Math.round(waited) / 1000,
        throttled,
      })),
  };
}

function holdKey({ subscription, provider, region }: Charge): string {
  return [subscription, provider, region].join('|');
}

function keyOf(charge: Charge): string {
  return `${holdKey(charge)}|${charge.kind}`;
}
