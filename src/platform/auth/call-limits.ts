import type { AuditEntry } from '../../model/index.ts';
import { TokenBuckets } from './token-bucket.ts';

/** The most calls a minute, by this process, of each caller. */
export interface CallRates {
  readonly calls: number;
  /** Those that change something. */
  readonly changes: number;
}

/** Callers that are remembered; about 100 bytes each. */
const mostCallers = 10_000;

/** Rows a minute of refused calls, over all functions and reasons: by nobody, and by all who call too often. */
const mostRefusals = { nobody: 60, known: 600 } as const;

/** Bounds what callers may ask of this process, and what strangers may write into the audit. All of it is in memory. */
export interface CallLimits {
  /** Counts a call of somebody who is known. Returns 0, or the seconds after which to try again. */
  readonly take: (objectId: string, isChange: boolean) => number;
  /** Whether a refusal gets its row. It has one a minute for each function and reason, and there are so many for all. */
  readonly keeps: (refusal: Pick<AuditEntry, 'id' | 'time' | 'who'>) => boolean;
  /** Its row could not be written: the next one gets it. */
  readonly missed: (refusal: Pick<AuditEntry, 'id' | 'who'>) => void;
}

export function createCallLimits({ calls, changes }: CallRates, now: () => Date): CallLimits {
  const buckets = {
    calls: new TokenBuckets(calls, mostCallers),
    changes: new TokenBuckets(changes, mostCallers),
  };
  let minute = '';
  const kept = { nobody: new Set<string>(), known: new Set<string>() };
  return {
    take(objectId, isChange) {
      const at = now();
      return buckets.calls.take(objectId, at) || (isChange ? buckets.changes.take(objectId, at) : 0);
    },
    keeps({ id, time, who }) {
      if (time !== minute) {
        minute = time;
        kept.nobody.clear();
        kept.known.clear();
      }
      const by = who ? 'known' : 'nobody';
      if (kept[by].has(id) || kept[by].size >= mostRefusals[by]) return false;
      kept[by].add(id);
      return true;
    },
    missed({ id, who }) {
      kept[who ? 'known' : 'nobody'].delete(id);
    },
  };
}
