import { plusSeconds } from '../../base/index.ts';
import type { BulkMessage } from '../../model/index.ts';
import { failureReason, isTransient, usualPause, waitOf } from '../../platform/azure/index.ts';
import { compareResource } from './compare-resource.ts';
import type { ComparisonPorts } from './ports.ts';

/** The most seconds between two tries. */
const longestPause = 3_600;

/**
 * Reads all that Azure says of a resource, once for the requests of ten minutes, and compares it. What cannot be read now is tried again
 * later, and what may not be read is not compared.
 * @throws where the store or the queue fails: the message is to be delivered again
 */
export async function compareRequested(
  { resourceId, request, attempt }: Extract<BulkMessage, { kind: 'policy-states' }>,
  ports: ComparisonPorts,
): Promise<void> {
  const { bulk, comparisons, insights, knownStates, log } = ports;
  const found = await comparisons.request(resourceId);
  if (found?.value.id !== request || found.value.status === 'done') return;
  // Events that come from now on are none that this read is sure to show: they make a request of their own.
  const reading = await comparisons.saveRequest({ ...found.value, status: 'reading' }, found.etag);
  if (reading === 'conflict') throw new Error('the request was changed meanwhile');
  const read = await insights.statesOf(resourceId);
  if (read.kind !== 'read' && read.kind !== 'gone') {
    if (isTransient(read)) {
      const pause = pauseFor(attempt, waitOf(read));
      const dueAt = plusSeconds(ports.now().toISOString(), pause);
      const kept = await comparisons.saveRequest({ ...found.value, status: 'waiting', dueAt }, reading.etag);
      // A request that came meanwhile has a message of its own.
      if (kept !== 'conflict')
        await bulk.send({ kind: 'policy-states', resourceId, request, attempt: attempt + 1 }, pause);
      return;
    }
    log.warn("Azure's policy states of a resource could not be read", {
      resourceId,
      reason: failureReason(read),
    });
  } else {
    const current = await knownStates.of(resourceId);
    // Of a resource that is gone, nothing that was found stands.
    const states = read.kind === 'read' && !current?.gone ? read.value : [];
    if (current) await compareResource(current, states, ports);
  }
  if (found.value.delegated) await reevaluate(resourceId, ports);
  // It stays open where another came meanwhile.
  await comparisons.saveRequest(
    { ...found.value, status: 'done', delegated: false, comparedAt: read.startedAt },
    reading.etag,
  );
}

function pauseFor(attempt: number, seconds: number): number {
  return Math.min(longestPause, Math.max(seconds, usualPause * 2 ** Math.min(attempt, 10)));
}

/** States of delegated policies are taken over by evaluating the resource again. */
function reevaluate(resourceId: string, { bulk, now }: ComparisonPorts): Promise<void> {
  const time = now().toISOString();
  const change = { resourceId, time, trigger: { kind: 'policy-state' } } as const;
  return bulk.send({ kind: 'task', task: { target: resourceId, change, attempt: 0, due: time } });
}
