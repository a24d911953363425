import { concurrently } from '../../base/index.ts';
import { subscriptionIdOf } from '../../model/index.ts';
import type { PoisonPorts } from './ports.ts';

const atOnce = 8;

const mostConflicts = 5;

/**
 * Says of resources that their states could not be confirmed, as nobody will read them because of a message any more: they count as
 * open until the next full scan has read them. One that was never seen is new to that scan anyway.
 * @throws where the store fails
 */
export async function markUnconfirmed(
  resources: readonly string[],
  now: string,
  { store, subscriptions }: Pick<PoisonPorts, 'store' | 'subscriptions'>,
): Promise<void> {
  const watched = resources.filter((id) => subscriptions.includes(subscriptionIdOf(id)?.toLowerCase() ?? ''));
  await concurrently(watched, atOnce, async (id) => {
    for (let tries = 0; tries < mostConflicts; tries += 1) {
      const record = await store.read(id);
      // What is stale already has been so for longer.
      if (!record || record.current.gone || record.current.staleSince !== undefined) return;
      const stale = { staleSince: now, staleReason: 'a message about it failed too often', staleTries: 0 };
      const written = await store.commit({ ...record.current, ...stale }, [], record.etag);
      if (written.kind === 'committed') return;
    }
    throw new Error('a resource could not be marked as not confirmed: others write it all the time');
  });
}
