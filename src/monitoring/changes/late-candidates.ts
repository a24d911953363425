import { isBefore, plusSeconds } from '../../base/index.ts';
import type { Candidate, ResourceState, ResourceChange, Task } from '../../model/index.ts';
import type { ChangePorts } from './ports.ts';

/** A change as what may have caused a drift; undefined where nothing happened to the resource. */
export function candidateOf({ time, trigger }: ResourceChange): Candidate | undefined {
  if (trigger.kind !== 'event') return undefined;
  const { eventId, operationName, correlationId, actor } = trigger;
  return {
    eventId,
    time,
    operation: operationName,
    ...(correlationId !== undefined && { correlationId }),
    ...(actor && { actor }),
  };
}

/**
 * An event that found nothing new may still be what caused the last drifts, or one of several: it is added to their
 * candidates if its time lies between the two reads, give or take the margin. So a wrong actor is withdrawn.
 */
export async function noteLateCandidate(
  { change }: Task,
  current: ResourceState,
  ports: ChangePorts,
): Promise<void> {
  const candidate = candidateOf(change);
  const { lastDrifts } = current;
  if (!candidate || !lastDrifts || lastDrifts.named?.includes(candidate.eventId)) return;
  const { marginSeconds, store } = ports;
  if (isBefore(change.time, plusSeconds(lastDrifts.from, -marginSeconds))) return;
  if (isBefore(plusSeconds(lastDrifts.to, marginSeconds), change.time)) return;
  await store.addCandidate(lastDrifts.drifts, current.resourceId, candidate);
}
