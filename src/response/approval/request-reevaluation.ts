import type { ResourceChange } from '../../model/index.ts';
import type { Response, ResponsePorts } from '../responses/index.ts';

/** Has a resource judged again by who judges: what was written shows in its states, whether or not an event tells of it. */
export async function judgeAnew(
  { drift, decision }: Pick<Response, 'drift' | 'decision'>,
  { changes, clock }: Pick<ResponsePorts, 'changes' | 'clock'>,
): Promise<void> {
  const change: ResourceChange = {
    eventId: `written|${decision?.id ?? drift.id}`,
    resourceId: drift.resourceId,
    operation: 'scan',
    operationName: 'phiwatch/putBack',
    time: clock.now().toISOString(),
  };
  await changes.send({ kind: 'task', task: { target: drift.resourceId, change, attempt: 0 } });
}
