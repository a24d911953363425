import type { Drift } from '../../model/index.ts';
import type { ResponsePorts } from './ports.ts';
import type { DriftWork } from './response.ts';

/**
 * Reads a drift from the journal, where candidates of events that came late are merged in; just recorded, it may still lie beside its
 * current state. Undefined: it is not there yet.
 */
export async function readDrift(
  place: DriftWork,
  { journal, store }: Pick<ResponsePorts, 'journal' | 'store'>,
): Promise<Drift | undefined> {
  return (
    (await journal.find(place)) ??
    (await store.read(place.resourceId))?.pending.find(({ sequence }) => sequence === place.sequence)
  );
}
