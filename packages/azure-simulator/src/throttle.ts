import { ArmError } from './errors.ts';

/** The setting that decides how many reads of each kind are let through. */
export interface Throttling {
  /** Whether reads beyond the limits are refused with 429; otherwise there are none. Default: false. */
  readonly enforced: boolean;
}

interface Bucket {
  left: number;
  at: number;
}

/** Reads of Resource Manager: so many at once for a principal in a subscription, and so many more each second. */
const reads = { burst: 250, perSecond: 25 };
/** Reads and lists of a Storage account's provider in a subscription and a region, in five minutes. */
const storage = {
  read: { burst: 800, perSecond: 800 / 300 },
  list: { burst: 100, perSecond: 100 / 300 },
};
/** Queries of Resource Graph by one principal. */
const queries = 15;
const queryWindowMs = 5_000;

export interface ReadCharge {
  readonly oid: string;
  readonly subscription: string;
  /** Namespace of what is read, lower case. */
  readonly provider: string;
  readonly region: string;
  readonly isList: boolean;
}

/**
 * The limits of Azure Resource Manager, Storage's provider and Resource Graph, as Microsoft publishes them.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export class Throttle {
  readonly #now: () => number;
  readonly #enforced: boolean;
  readonly #buckets = new Map<string, Bucket>();
  readonly #windows = new Map<string, { startedAt: number; used: number }>();

  constructor(now: () => number, { enforced }: Throttling) {
    this.#now = now;
    this.#enforced = enforced;
  }

  /**
   * Takes one read; gives what is left, for the header of that name.
   * @throws ArmError 429 with Retry-After where nothing is left.
   */
  read({ oid, subscription, provider, region, isList }: ReadCharge): number {
    if (!this.#enforced) return reads.burst - 1;
    const general = this.#bucket(`${oid}|${subscription}`, reads);
    const kind = isList ? 'list' : 'read';
    const own =
      provider === 'microsoft.storage'
        ? { bucket: this.#bucket(`${subscription}|${region}|${kind}`, storage[kind]), limit: storage[kind] }
        : undefined;
    refuseEmpty(general, reads.perSecond, 'SubscriptionRequestsThrottled');
    if (own) refuseEmpty(own.bucket, own.limit.perSecond, 'TooManyRequests');
    general.left -= 1;
    if (own) own.bucket.left -= 1;
    return Math.floor(general.left);
  }

  /**
   * Takes one query of Resource Graph; gives the headers that say what is left.
   * @throws ArmError 429 where nothing is left.
   */
  query(oid: string): Readonly<Record<string, string>> {
    const now = this.#now();
    let window = this.#windows.get(oid);
    if (!window || now >= window.startedAt + queryWindowMs) window = { startedAt: now, used: 0 };
    this.#windows.set(oid, window);
    const resets = Math.ceil((window.startedAt + queryWindowMs - now) / 1000);
    const resetsAfter = { 'x-ms-user-quota-resets-after': `00:00:${String(resets).padStart(2, '0')}` };
    if (this.#enforced && window.used === queries)
      throw new ArmError(429, 'RateLimiting', 'Please provide below info when asking for support.', {
        'x-ms-user-quota-remaining': '0',
        ...resetsAfter,
        'Retry-After': String(resets),
      });
    if (this.#enforced) window.used += 1;
    return { 'x-ms-user-quota-remaining': String(queries - window.used), ...resetsAfter };
  }

  #bucket(key: string, { burst, perSecond }: { readonly burst: number; readonly perSecond: number }): Bucket {
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.#buckets.set(key, bucket);
    return bucket;
  }
}

function refuseEmpty({ left }: Bucket, perSecond: number, code: string): void {
  if (left >= 1) return;
  const seconds = Math.max(1, Math.ceil((1 - left) / perSecond));
  throw new ArmError(
    429,
    code,
    `Number of requests exceeded the limit. Please try again after '${seconds}' seconds.`,
    {
      'Retry-After': String(seconds),
    },
  );
}
