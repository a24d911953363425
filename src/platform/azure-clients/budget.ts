import type { BudgetReport } from '../azure/index.ts';
import { keyOf, quotasOf, subscriptionQuota } from './azure-limits.ts';
import type { Charge } from './azure-limits.ts';
import { createLocalQuotas } from './quotas.ts';
import type { Quota, Quotas } from './quotas.ts';

/** Events go before scans: a full scan leaves a part of every budget to them. */
export type Priority = 'event' | 'scan';

/** The calls that a 429 is about: those of one provider in a region, or all of the subscription, or of the tenant. */
export type ThrottleScope = 'provider' | 'subscription' | 'tenant';

export interface Budget {
  /** Takes what the call costs, and gives 0; or takes nothing, and gives the milliseconds until it may be asked again. */
  take(charge: Charge, priority: Priority): Promise<number>;
  /**
   * Gives whoever does not wait a time to come back, in milliseconds: one after the other, as fast as the quotas allow. All who are told
   * the same time would come back together, and all but one in vain.
   */
  turn(charge: Charge, milliseconds: number): number;
  /** Takes over the number of the subscription's calls that the service says is left: it knows of other callers too. */
  learn(charge: Charge, remaining: number): void;
  /** After a 429: no such call for so many seconds. Never shortens what holds. */
  hold(charge: Charge, seconds: number, scope?: ThrottleScope): void;
  /** The service says that the quota is used up until so many seconds have passed: no 429 yet, and none to come. */
  rest(charge: Charge, seconds: number): void;
  /** Notes that a call waited. */
  waited(charge: Charge, milliseconds: number): void;
  report(): readonly BudgetReport[];
}

interface BudgetOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Default: this process has all of each limit. */
  readonly quotas?: Quotas;
  /** Name of the identity that calls: Resource Manager counts by it. */
  readonly identity?: string;
}

/** Share of a budget of reads that scans leave alone. */
const reserve = 0.2;

interface Use {
  calls: number;
  waited: number;
  throttled: number;
}

/** Known limits are where it begins; headers and 429s say how it really stands. */
export function createBudget({ now, quotas = createLocalQuotas(now), identity = '' }: BudgetOptions): Budget {
  const heldUntil = new Map<string, number>();
  const lastTurn = new Map<string, number>();
  const uses = new Map<string, Use>();

  const use = (charge: Charge): Use => {
    const key = keyOf(charge);
    const found = uses.get(key) ?? { calls: 0, waited: 0, throttled: 0 };
    uses.set(key, found);
    return found;
  };
  const holdUntil = (key: string, seconds: number): void => {
    heldUntil.set(key, Math.max(heldUntil.get(key) ?? 0, now() + seconds * 1000));
  };
  const rest = (charge: Charge, seconds: number): void => holdUntil(holdKey(charge, 'provider'), seconds);

  return {
    async take(charge, priority) {
      // Where the region of a 429 was not known, it may be any.
      const holds = [
        holdKey(charge, 'provider'),
        holdKey({ ...charge, region: '' }, 'provider'),
        holdKey(charge, 'subscription'),
        holdKey(charge, 'tenant'),
      ];
      const held = Math.max(...holds.map((key) => heldUntil.get(key) ?? 0)) - now();
      if (held > 0) return held;
      const taken: (readonly [Quota, number])[] = [];
      let longest = 0;
      for (const quota of quotasOf(charge, identity)) {
        const kept = priority === 'scan' && isShared(charge) ? quota.burst * reserve : 0;
        const grant = await quotas.take(quota, kept);
        if ('waitMilliseconds' in grant) longest = Math.max(longest, grant.waitMilliseconds);
        else taken.push([quota, kept]);
      }
      if (longest === 0) use(charge).calls += 1;
      else for (const [quota, kept] of taken) quotas.giveBack(quota, kept);
      return longest;
    },
    turn(charge, milliseconds) {
      const slowest = quotasOf(charge, identity).toSorted((one, other) => one.perSecond - other.perSecond)[0];
      if (!slowest) return milliseconds;
      const { key, perSecond } = slowest;
      const turn = Math.max(now() + milliseconds, (lastTurn.get(key) ?? 0) + 1000 / perSecond);
      lastTurn.set(key, turn);
      return Math.ceil(turn - now());
    },
    learn(charge, remaining) {
      const quota = charge.subscription === '' ? undefined : subscriptionQuota(charge, identity);
      if (quota) quotas.learn(quota, remaining);
    },
    rest,
    hold(charge, seconds, scope = 'provider') {
      holdUntil(holdKey(charge, scope), seconds);
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

/** Nobody but remediation writes, and a query is a scan's. */
function isShared({ kind }: Charge): boolean {
  return kind !== 'query' && kind !== 'write';
}

function holdKey({ subscription, provider, region, kind }: Charge, scope: ThrottleScope): string {
  // Reads and writes are counted apart.
  const what = kind === 'write' ? 'writes' : 'reads';
  if (scope === 'provider') return [subscription, provider, region].join('|');
  return scope === 'subscription' ? `${subscription}|${what}` : `tenant|${what}`;
}
