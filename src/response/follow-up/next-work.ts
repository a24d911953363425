import type { RespondWork, ResponsePorts } from '../responses/index.ts';
import { decisionOf, openResponse } from '../responses/index.ts';

/** What a message of the queue `respond` leads to: a response to answer, or a decision of one to carry out. */
export type Next =
  | { readonly kind: 'respond'; readonly id: string }
  | { readonly kind: 'apply'; readonly id: string; readonly decision: string };

/** Takes a message up. Undefined: nothing more is to be done. */
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
