import { latest } from '../../base/index.ts';
import type { Drift, ResourceState } from '../../model/index.ts';
import { mostAttributed } from '../../model/index.ts';
import type { ChangePorts } from './ports.ts';

/** The Activity Log takes 3 to 20 minutes to show an entry. */
const lagSeconds = 20 * 60;

/**
 * Asks for the author of changes that a full scan has found, for no event told of them. Sent before the drifts are written: what a crash leaves is
 * looked for in vain, never missing.
 * @param start the resource as it was known before this read
 */
export async function requestAttribution(
  { resourceId, readStartedAt: from }: Pick<ResourceState, 'resourceId' | 'readStartedAt'>,
  drifts: readonly Drift[],
  { queue }: Pick<ChangePorts, 'queue'>,
): Promise<void> {
  const lost = drifts.filter(
    ({ cause, foundBy, candidates }) =>
      cause === 'resource' && foundBy === 'full-scan' && candidates.length === 0,
  );
  for (let first = 0; first < lost.length; first += mostAttributed) {
    const places = lost.slice(first, first + mostAttributed);
    const to = latest(from, places[0]?.readAt ?? from);
    const among = places.map(({ sequence, recordedAt }) => ({ sequence, recordedAt }));
    await queue.send({ kind: 'attribution', resourceId, from, to, drifts: among, attempt: 0 }, lagSeconds);
  }
}
