import type { Drift, Head, PolicyState, StateStore } from '../store/types.ts';

/** What goes into one transaction, beside the head. */
const portionSize = 90;

/**
 * Writes a head and its drifts, in portions where they are many. Each portion is a head that agrees with the drifts
 * written so far; the time of the read is set by the last alone, so that what a crash cuts off is read again.
 * `start`: the head as it is stored, or as it is to begin with.
 */
export async function commitInPortions(
  store: StateStore,
  start: Head,
  next: Head,
  drifts: readonly Drift[],
  etag: string | undefined,
): Promise<'committed' | 'conflict'> {
  let current = start;
  let known = etag;
  let rest = drifts;
  do {
    const portion = rest.slice(0, portionSize);
    rest = rest.slice(portionSize);
    current = rest.length === 0 ? next : afterPortion(current, next, portion);
    const written = await store.commit(current, portion, known);
    if (written.kind === 'conflict') return 'conflict';
    known = written.etag;
  } while (rest.length > 0);
  return 'committed';
}

function afterPortion(current: Head, next: Head, portion: readonly Drift[]): Head {
  const states: Record<string, PolicyState> = { ...current.states };
  for (const { policy } of portion) {
    const state = next.states[policy];
    if (state) states[policy] = state;
    else delete states[policy];
  }
  const { lastDrifts } = next;
  return {
    ...current,
    states,
    sequence: portion.at(-1)?.sequence ?? current.sequence,
    ...(lastDrifts && { lastDrifts }),
  };
}
