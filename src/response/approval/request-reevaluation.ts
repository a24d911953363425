import type { ResourceChange } from '../../model/index.ts';
import type { Response, ResponsePorts } from '../responses/index.ts';

/** Has a resource evaluated again by who evaluates: what was written shows in its states, whether or not an event tells of it. */
export async function requestReevaluation(
  { drift, decision }: Pick<Response, 'drift' | 'decision'>,
  { changes, clock }: Pick<ResponsePorts, 'changes' | 'clock'>,
): Promise<void> {
  const change: ResourceChange = {
    resourceId: drift.resourceId,
    time: clock.now().toISOString(),
    trigger: { kind: 'remediation', driftId: drift.id, ...(decision && { decisionId: decision.id }) },
  };
  await changes.send({ kind: 'task', task: { target: drift.resourceId, change, attempt: 0 } });
}
