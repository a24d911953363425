import type { RecordVersion } from '../../store/record-types.ts';
import { listingOf } from '../exemptions/judge-anew.ts';
import type { About, AnnouncedChange, Notice } from '../records/index.ts';
import type { Ports } from '../types.ts';

/** A notice names so many; the count is of all. */
const mostNamed = 100;

/** What is to be said when the window of an announced change is over: which faults that came to be in it are there still. */
export async function stillOpen(
  { id, value }: RecordVersion<AnnouncedChange>,
  about: About,
  subscriptionId: string,
  { store }: Pick<Ports, 'store'>,
): Promise<Notice> {
  const open: { resourceId: string; policy: string }[] = [];
  for await (const { resourceId, states } of store.heads(listingOf(value.scope)))
    for (const [policy, { state, announced }] of Object.entries(states))
      if (announced === id && (state === 'NonCompliant' || state === 'Unknown'))
        open.push({ resourceId, policy });
  const common = { at: value.until, about, subscriptionId };
  if (open.length === 0) return { kind: 'ended', ...common };
  return { kind: 'announced-still-open', ...common, open: open.slice(0, mostNamed), count: open.length };
}
