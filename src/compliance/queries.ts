import { parseResourceId } from '../azure/resource-id.ts';
import type { Drift } from '../store/types.ts';
import { statesView } from './states-view.ts';
import type { StatesView } from './states-view.ts';
import type { Ports } from './types.ts';

/** The drifts recorded at or after a moment (ISO 8601), oldest first. */
export async function driftsSince(
  since: string,
  { journal, subscriptions }: Pick<Ports, 'journal' | 'subscriptions'>,
): Promise<readonly Drift[]> {
  const drifts: Drift[] = [];
  for await (const drift of journal.since(subscriptions, since)) drifts.push(drift);
  return drifts;
}

/** What is known of one resource. */
export async function statesOf(
  resourceId: string,
  { store, policies }: Pick<Ports, 'store' | 'policies'>,
): Promise<StatesView | 'never seen' | 'no resource id'> {
  if (!parseResourceId(resourceId)) return 'no resource id';
  const record = await store.read(resourceId);
  return record ? statesView(record.head, policies) : 'never seen';
}
