import { randomUUID } from 'node:crypto';
import { plusSeconds, secondsBetween } from '../../base/index.ts';
import type { ComparisonRequest } from '../../platform/store/index.ts';
import type { ComparisonPorts } from './ports.ts';

/** Seconds for which events of one resource are gathered. */
const windowSeconds = 600;

/** A request whose message should have come up so long ago has lost it. */
const overdueSeconds = 3_600;

/** Others who write the same request at the same time are few. */
const mostConflicts = 20;

/**
 * Requests that all that Azure says of a resource is read and compared, once for all requests of ten minutes. The message is sent before
 * the request is kept, and carries its id: what a crash leaves, or whoever was not the first, is a message that nobody waits for.
 * @throws where the store or the queue fails
 */
export async function requestComparison(
  { resourceId, delegated }: Pick<ComparisonRequest, 'resourceId' | 'delegated'>,
  { comparisons, bulk, now }: Pick<ComparisonPorts, 'comparisons' | 'bulk' | 'now'>,
): Promise<'requested' | 'coalesced'> {
  for (let tries = 0; tries < mostConflicts; tries += 1) {
    const found = await comparisons.request(resourceId);
    const before = found?.value;
    const at = now().toISOString();
    const waits = before?.status === 'waiting' && secondsBetween(before.dueAt, at) < overdueSeconds;
    if (waits && (before.delegated || !delegated)) return 'coalesced';
    const request: ComparisonRequest = waits
      ? { ...before, delegated }
      : {
          resourceId,
          id: randomUUID(),
          status: 'waiting',
          dueAt: plusSeconds(at, windowSeconds),
          delegated: delegated || (before?.delegated ?? false),
          ...(before?.comparedAt !== undefined && { comparedAt: before.comparedAt }),
        };
    if (!waits)
      await bulk.send({ kind: 'policy-states', resourceId, request: request.id, attempt: 0 }, windowSeconds);
    if ((await comparisons.saveRequest(request, found?.etag)) !== 'conflict')
      return waits ? 'coalesced' : 'requested';
  }
  throw new Error('a comparison could not be requested: others write the request all the time');
}
