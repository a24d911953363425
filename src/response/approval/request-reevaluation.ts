import type { ResourceChange } from '../../model/index.ts';
import type { Response, ResponsePorts } from '../responses/index.ts';

/** Requests a re-evaluation of the resource, so that its states show what was written whether or not an event comes. */
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
