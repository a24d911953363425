import { refilled, waitFor } from './quotas.ts';
import type { Bucket, Quota, Quotas } from './quotas.ts';

/** Tokens that an instance has taken and may still use. */
interface Lease {
  readonly tokens: number;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** A bucket that all instances take from. What is leased fills it up: used or not, there are never more tokens than the burst. */
export interface SharedBucket extends Bucket {
  readonly leases: readonly Lease[];
}

/** The buckets, each in a row of its own. */
export interface SharedBuckets {
  read(key: string): Promise<{ readonly value: SharedBucket; readonly etag: string } | undefined>;
  /** `conflict`: another instance was first. */
  write(key: string, bucket: SharedBucket, etag: string | undefined): Promise<'written' | 'conflict'>;
}

/** The largest share of a burst that an instance leases at once: a call to the store for each call to Azure would be slow. */
const largestSlice = 0.1;

/** Milliseconds after which what is left of a slice is lost. In that time less flows in than a burst, so that slices never use it up. */
const sliceLives = 4_000;

/** The most tries, as others take from the same row. Then the caller comes again. */
const mostConflicts = 8;

const afterConflicts = 250;

interface Slice {
  tokens: number;
  readonly size: number;
  readonly until: number;
}

/**
 * Quotas that hold across instances: each leases slices from a row that all share, by its ETag, and uses them up. The more an instance
 * calls, the larger its slices. No limit is exceeded, however many instances there are.
 */
export function createSharedQuotas(buckets: SharedBuckets, now: () => number): Quotas {
  const slices = new Map<string, Slice>();
  const underway = new Map<string, Promise<number>>();

  const sizeAfter = (before: Slice | undefined, { burst }: Quota): number => {
    if (!before) return 1;
    const isUsedUp = before.tokens < 1;
    return Math.min(Math.max(1, burst * largestSlice), Math.max(1, before.size * (isUsedUp ? 2 : 0.5)));
  };

  /** Leases a slice. @returns the milliseconds to wait; 0: there is one */
  const lease = async (quota: Quota, kept: number, name: string): Promise<number> => {
    const wanted = sizeAfter(slices.get(name), quota);
    for (let tries = 0; tries < mostConflicts; tries += 1) {
      const found = await buckets.read(quota.key);
      const at = now();
      const leases = (found?.value.leases ?? []).filter(({ until }) => until > at);
      const leased = leases.reduce((sum, { tokens }) => sum + tokens, 0);
      const { tokens: filled, at: filledAt } = refilled(found?.value, quota, at);
      const bucket = { tokens: Math.min(filled, quota.burst - leased), at: filledAt };
      const wait = waitFor(bucket, quota, kept);
      if (wait > 0) return wait;
      const tokens = Math.floor(Math.min(wanted, bucket.tokens - kept));
      const until = at + sliceLives;
      const left = { ...bucket, tokens: bucket.tokens - tokens, leases: [...leases, { tokens, until }] };
      if ((await buckets.write(quota.key, left, found?.etag)) === 'conflict') continue;
      slices.set(name, { tokens, size: tokens, until });
      return 0;
    }
    return afterConflicts;
  };

  return {
    async take(quota, kept) {
      // What a scan has leased is nobody else's, so that it never takes what is kept for events.
      const name = `${quota.key}|${kept}`;
      for (;;) {
        const own = slices.get(name);
        if (own && own.tokens >= 1 && own.until > now()) {
          own.tokens -= 1;
          return { granted: 1 };
        }
        let leasing = underway.get(name);
        if (!leasing) {
          leasing = lease(quota, kept, name).finally(() => underway.delete(name));
          underway.set(name, leasing);
        }
        const waitMilliseconds = await leasing;
        if (waitMilliseconds > 0) return { waitMilliseconds };
      }
    },
    giveBack({ key }, kept) {
      const own = slices.get(`${key}|${kept}`);
      if (own) own.tokens += 1;
    },
    learn({ key }, remaining) {
      for (const [name, own] of slices)
        if (name.startsWith(`${key}|`)) own.tokens = Math.min(own.tokens, Math.max(0, remaining));
    },
  };
}
