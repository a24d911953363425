import { describeError } from '../../platform/telemetry/index.ts';
import { proposePlan } from '../approval/index.ts';
import type { DecisionWork, RespondWork, ResponsePorts } from '../responses/index.ts';
import { notifyOpened, respondWork } from '../responses/index.ts';
import { findNextWork } from './next-work.ts';

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
