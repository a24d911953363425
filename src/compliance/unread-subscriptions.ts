import type { ScanRecord } from '../store/types.ts';
import { isSeen } from './tally.ts';
import type { Ports } from './types.ts';

/** A watched subscription of which nobody can say how it is. */
export interface UnreadSubscription {
  readonly subscriptionId: string;
  readonly reason: 'nothing is known of it' | 'no full scan of the last 30 days has gone through it';
}

/**
 * Watched subscriptions of which nothing is known but that it is not, or through which no full scan has gone: events tell of what
 * changes alone.
 * @param scans those of the last 30 days
 */
export async function unreadSubscriptions(
  scans: readonly ScanRecord[],
  { store, subscriptions }: Pick<Ports, 'store' | 'subscriptions'>,
): Promise<readonly UnreadSubscription[]> {
  const ended = scans.filter(({ finishedAt }) => finishedAt !== undefined);
  const scanned = new Set(ended.flatMap(({ subscriptions: covered }) => covered));
  const found: UnreadSubscription[] = [];
  for (const subscriptionId of subscriptions) {
    if (!(await isKnown(subscriptionId, store)))
      found.push({ subscriptionId, reason: 'nothing is known of it' });
    else if (!scanned.has(subscriptionId))
      found.push({ subscriptionId, reason: 'no full scan of the last 30 days has gone through it' });
  }
  return found;
}

async function isKnown(subscriptionId: string, store: Ports['store']): Promise<boolean> {
  for await (const head of store.heads(`/subscriptions/${subscriptionId}`)) if (isSeen(head)) return true;
  return false;
}
