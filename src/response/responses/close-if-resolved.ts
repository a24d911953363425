import type { Drift, ResourceState, State } from '../../model/index.ts';
import { closeResponse } from './close-response.ts';
import type { ResponsePorts } from './ports.ts';
import type { Closure, Response } from './response.ts';

/** The response as it is; undefined where it is closed, or is closed now because what it answers has come to an end. */
export async function closeIfResolved(id: string, ports: ResponsePorts): Promise<Response | undefined> {
  const found = await ports.responses.read(id);
  if (!found || found.value.status === 'closed') return undefined;
  const { drift } = found.value;
  const end = endOf(drift, (await ports.store.read(drift.resourceId))?.current);
  if (!end) return found.value;
  return (await closeByState(found.value, end, ports)) ? undefined : found.value;
}

/**
 * Closes a response because of the state as it is now. A drift that a write of ours resolved is closed by whoever verifies that
 * write: only then is it on record as remediated, and can be reverted.
 * @returns whether it is closed
 */
export async function closeByState(
  response: Response,
  closure: Closure,
  ports: ResponsePorts,
): Promise<boolean> {
  if (closure === 'resolved' && isUnderWay(response) && (await isWritten(response, ports))) return false;
  await closeResponse(response.id, closure, ports);
  return true;
}

/** Whether the decision has reached Azure, or may have. */
async function isWritten({ drift, decision }: Response, { remediation }: ResponsePorts): Promise<boolean> {
  return (await remediation.writes.of(drift.resourceId)).some(
    ({ intent, end }) => intent.decision === decision?.id && (end === undefined || end.result === 'applied'),
  );
}

/** The id of the decision that is to be carried out or read back; undefined: there is none. */
export function decisionOf(response: Response | undefined): string | undefined {
  return response && isUnderWay(response) ? response.decision?.id : undefined;
}

/** Tells whether a decision is being carried out. After its verification it still is, until the response is closed. */
function isUnderWay({ status, remediation }: Response): boolean {
  const at = remediation?.status;
  return at === 'decided' || at === 'written' || (at === 'verified' && status !== 'closed');
}

/** Whether a drift to this state is to be answered. */
export function isFault(state: State): boolean {
  return state === 'NonCompliant' || state === 'Unknown';
}

/** Gives the closure of a response whose state is no longer a fault. */
export function closureBy(state: State): Closure {
  if (state === 'Exempt') return 'exempt';
  return state === 'NotApplicable' ? 'not-applicable' : 'resolved';
}

/**
 * Gives the end of a drift by the current state, whatever the order in which messages come. Undefined: it still stands. A resource that
 * can no longer be read does not end it.
 */
export function endOf(
  { policy, to, sequence }: Pick<Drift, 'policy' | 'to' | 'sequence'>,
  current: Pick<ResourceState, 'gone' | 'states' | 'sequence'> | undefined,
): Closure | undefined {
  if (!current || current.sequence < sequence) return undefined;
  const state = current.gone ? 'NotApplicable' : (current.states[policy]?.state ?? 'NotApplicable');
  if (!isFault(state)) return closureBy(state);
  // Seen as a fault at last, it has a drift of its own.
  return to === 'Unknown' && state === 'NonCompliant' ? 'superseded' : undefined;
}
