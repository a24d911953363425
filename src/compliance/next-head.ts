import { resourceTypeOf } from '../azure/resource-id.ts';
import type { Candidate, Drift, Head } from '../store/types.ts';
import type { Finding } from './find-out.ts';
import { latest } from './moment.ts';

/** Events that are remembered as named: more do not come within the margin of one read. */
const mostNamed = 50;
/** Before any read: an event of any time is later. */
const never = new Date(0).toISOString();

/** The head of a resource that was never stored. */
export function firstHead(resourceId: string): Head {
  const resourceType = resourceTypeOf(resourceId);
  return { resourceId, resourceType, sequence: 0, readStartedAt: never, states: {}, reads: [] };
}

/** The head after a read. The resource as a whole is no longer stale; single policies may still be. */
export function nextHead(start: Head, finding: Finding, drifts: readonly Drift[]): Head {
  const { staleSince: _since, staleReason: _reason, staleTries: _tries, gone: _gone, ...kept } = start;
  return {
    ...kept,
    resourceType: finding.resource?.type ?? start.resourceType,
    sequence: drifts.at(-1)?.sequence ?? start.sequence,
    readStartedAt: latest(start.readStartedAt, finding.readAt),
    ...(start.readStartedAt !== never && { previousReadStartedAt: start.readStartedAt }),
    states: finding.comparison.states,
    reads: finding.reads,
    ...finding.ownership,
    ...(finding.scan && { scan: finding.scan }),
    ...(finding.gone && { gone: true }),
    ...(drifts[0] && { lastDrifts: lastDrifts(start, drifts, drifts[0].candidates) }),
  };
}

function lastDrifts(start: Head, drifts: readonly Drift[], candidates: readonly Candidate[]) {
  const from = start.readStartedAt;
  const to = latest(from, drifts[0]?.readAt ?? from);
  // A read that was cut off between portions has left drifts of the same window.
  const earlier = start.lastDrifts?.from === from ? start.lastDrifts.drifts : [];
  const named = [...(start.lastDrifts?.named ?? []), ...candidates.map(({ eventId }) => eventId)].slice(
    -mostNamed,
  );
  const places = drifts.map(({ sequence, recordedAt }) => ({ sequence, recordedAt }));
  return { from, to, drifts: [...earlier, ...places], named };
}
