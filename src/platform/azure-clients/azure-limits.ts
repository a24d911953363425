import type { Quota } from './quotas.ts';

/** The subscription, provider, region and kind of call whose limits a call counts under. */
export interface Charge {
  /** Lower case; empty for calls that lie in none. */
  readonly subscription: string;
  /** Namespace, lower case. */
  readonly provider: string;
  /** Lower case; empty where it is not known. */
  readonly region: string;
  readonly kind: 'read' | 'list' | 'query' | 'write';
}

type Limit = Omit<Quota, 'key'>;

/** Resource Manager counts by principal and subscription. https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
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

/** The quota of a subscription's calls; undefined: the kind has none. @param identity who calls */
export function subscriptionQuota({ subscription, kind }: Charge, identity: string): Quota | undefined {
  if (kind === 'query') return undefined;
  return kind === 'write'
    ? { key: `${identity}|${subscription}|writes`, ...subscriptionWrites }
    : { key: `${identity}|${subscription}|reads`, ...subscriptionReads };
}

/** All quotas that a call counts under. Providers count whoever calls, Resource Graph by principal. */
export function quotasOf(charge: Charge, identity: string): readonly Quota[] {
  const limit = ofProvider[charge.provider]?.[charge.kind];
  const whose = charge.kind === 'query' ? `${identity}|` : '';
  const own = limit && { key: `${whose}${keyOf(charge)}`, ...limit };
  return [subscriptionQuota(charge, identity), own].filter((each) => each !== undefined);
}

export function keyOf({ subscription, provider, region, kind }: Charge): string {
  return [subscription, provider, region, kind].join('|');
}
