import { closeResponse } from './close-response.ts';
import { isUnderWay } from './pending-decision.ts';
import type { ResponsePorts } from './ports.ts';
import { endOf } from './resolution.ts';
import type { Closure, Response } from './response.ts';

/** The response as it is; undefined where it is closed, or is closed now because what it answers has come to an end. */
export async function closeIfResolved(id: string, ports: ResponsePorts): Promise<Response | undefined> {
  const found = await ports.responses.read(id);
  if (!found || found.value.status === 'closed') return undefined;
  const { drift } = found.value;
  const end = endOf(drift, (await ports.store.read(drift.resourceId))?.head);
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
