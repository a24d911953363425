/** A limit that Azure sets, as a token bucket: so many at once, so many more each second. */
export interface Quota {
  readonly key: string;
  readonly burst: number;
  readonly perSecond: number;
}

/** The result of asking for tokens; `waitMilliseconds`: until the next one is there. */
type Grant = { readonly granted: number } | { readonly waitMilliseconds: number };

/** Whoever gives tokens away: this process alone, or all instances together. */
export interface Quotas {
  /**
   * Takes one token.
   * @param kept so many tokens are left to others
   */
  take(quota: Quota, kept: number): Promise<Grant>;
  /** Gives back a token that was not used. */
  giveBack(quota: Quota, kept: number): void;
  /** Takes over the number of tokens that the service says are left: it knows of other callers too. */
  learn(quota: Quota, remaining: number): void;
}

/** The tokens of a quota at a moment (milliseconds since 1970). */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** Tokens grow by fractions, whose sums fall short of a whole by less than this. */
const rounding = 1e-9;

/** A bucket as it is now; one that nobody has taken from is full. A clock that is behind adds nothing. */
export function refilled(bucket: Bucket | undefined, { burst, perSecond }: Quota, now: number): Bucket {
  if (!bucket) return { tokens: burst, at: now };
  const elapsed = Math.max(0, now - bucket.at);
  const tokens = Math.min(burst, bucket.tokens + (elapsed / 1000) * perSecond);
  return { tokens, at: bucket.at + elapsed };
}

/** Milliseconds until a bucket has a token beside those that are kept; 0: it has. */
export function waitFor(bucket: Bucket, { perSecond }: Quota, kept: number): number {
  const lacking = kept + 1 - bucket.tokens;
  return lacking < rounding ? 0 : Math.ceil((lacking / perSecond) * 1000);
}

/** The quotas of one process. `now`: milliseconds since 1970. */
export function createLocalQuotas(now: () => number): Quotas {
  const buckets = new Map<string, Bucket>();
  const bucketOf = (quota: Quota): Bucket => refilled(buckets.get(quota.key), quota, now());
  const set = ({ key }: Quota, { at }: Bucket, tokens: number) => buckets.set(key, { at, tokens });
  return {
    take(quota, kept) {
      const bucket = bucketOf(quota);
      const waitMilliseconds = waitFor(bucket, quota, kept);
      if (waitMilliseconds > 0) return Promise.resolve({ waitMilliseconds });
      set(quota, bucket, bucket.tokens - 1);
      return Promise.resolve({ granted: 1 });
    },
    giveBack(quota) {
      const bucket = bucketOf(quota);
      set(quota, bucket, Math.min(quota.burst, bucket.tokens + 1));
    },
    learn(quota, remaining) {
      set(quota, bucketOf(quota), Math.min(quota.burst, Math.max(0, remaining)));
    },
  };
}
