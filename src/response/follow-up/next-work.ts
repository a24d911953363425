import type { RespondWork, ResponsePorts } from '../responses/index.ts';
import { decisionOf, openResponse } from '../responses/index.ts';

/** The work that a message of the queue `respond` leads to: a response to handle, or a decision to apply. */
export type Next =
  | { readonly kind: 'respond'; readonly id: string }
  | { readonly kind: 'apply'; readonly id: string; readonly decision: string };

/** Finds the work that a message asks for. Undefined: there is none. */
export async function findNextWork(work: RespondWork, ports: ResponsePorts): Promise<Next | undefined> {
  if (!('goOn' in work)) {
    const id = await openResponse(work, ports);
    return id === undefined ? undefined : { kind: 'respond', id };
  }
  const { goOn: id } = work;
  const found = await ports.responses.read(id);
  if (!found) return undefined;
  const decision = decisionOf(found.value);
  if (decision !== undefined) return { kind: 'apply', id, decision };
  return found.value.status === 'closed' ? undefined : { kind: 'respond', id };
}
