import { isBefore, plusSeconds } from '../../base/index.ts';
import type { Candidate, ResourceState, ResourceChange, Task } from '../../model/index.ts';
import { changesOf } from '../../model/index.ts';
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

/** The events that may have caused what a read finds: that of the task, and those with it that no earlier read has seen. Oldest first. */
export function candidatesOf(
  task: Task,
  known: ResourceState | undefined,
  { marginSeconds }: Pick<ChangePorts, 'marginSeconds'>,
): readonly Candidate[] {
  const isSeen = ({ time }: ResourceChange) =>
    known !== undefined && !isBefore(known.readStartedAt, plusSeconds(time, marginSeconds));
  return changesOf(task)
    .filter((change, n) => n === 0 || !isSeen(change))
    .flatMap((change) => candidateOf(change) ?? [])
    .toReversed();
}

/**
 * Events that found nothing new may still be what caused the last drifts, or some of several: they are added to their
 * candidates if their time lies between the two reads, give or take the margin. So a wrong actor is withdrawn.
 */
export async function noteLateCandidates(
  task: Task,
  current: ResourceState,
  { marginSeconds, store }: Pick<ChangePorts, 'marginSeconds' | 'store'>,
): Promise<void> {
  const { lastDrifts } = current;
  if (!lastDrifts) return;
  const from = plusSeconds(lastDrifts.from, -marginSeconds);
  const to = plusSeconds(lastDrifts.to, marginSeconds);
  const known = new Set(lastDrifts.named);
  const late = changesOf(task)
    .filter(({ time }) => !isBefore(time, from) && !isBefore(to, time))
    .flatMap((change) => candidateOf(change) ?? [])
    .filter(({ eventId }) => !known.has(eventId));
  if (late.length > 0) await store.addCandidates(lastDrifts.drifts, current.resourceId, late);
}
