import { describeError } from '../../platform/telemetry/index.ts';
import { proposePlan } from '../approval/index.ts';
import { decisionOf, notifyOpened, openResponse, respondWork } from '../responses/index.ts';
import type { DecisionWork, RespondWork, ResponsePorts } from '../responses/index.ts';

/**
 * Handles a message of the queue `respond`: opens or resumes a response, notifies the responders, and proposes a plan. Each step
 * is idempotent, so a message that fails is simply delivered again.
 * @param apply starts to apply a decision, which may have to wait
 */
export async function answerMessage(
  message: unknown,
  ports: ResponsePorts,
  apply: (decision: DecisionWork) => Promise<void>,
): Promise<void> {
  const work = respondWork.parse(message);
  try {
    await answer(work, ports, apply);
  } catch (error) {
    // The clock sends another message as long as the response is due: if this one came back too, those of a response that always fails would add up.
    if (!('goOn' in work && work.resumed)) throw error;
    ports.log.error('A response could not be resumed', { target: work.goOn, error: describeError(error) });
  }
}

async function answer(
  work: RespondWork,
  ports: ResponsePorts,
  apply: (decision: DecisionWork) => Promise<void>,
): Promise<void> {
  const next = await findNextWork(work, ports);
  if (next?.kind === 'apply') return apply({ id: next.id, decision: next.decision });
  if (!next) return undefined;
  await notifyOpened(next.id, ports);
  return proposePlan(next.id, ports);
}

/** The work that a message of the queue `respond` leads to: a response to handle, or a decision to apply. */
type Next =
  | { readonly kind: 'respond'; readonly id: string }
  | { readonly kind: 'apply'; readonly id: string; readonly decision: string };

/** Finds the work that a message asks for. Undefined: there is none. */
async function findNextWork(work: RespondWork, ports: ResponsePorts): Promise<Next | undefined> {
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
