import { describeError } from '../../platform/telemetry/index.ts';
import { proposePlan } from '../approval/index.ts';
import type { DecisionWork, RespondWork, ResponsePorts } from '../responses/index.ts';
import { notifyOpened, respondWork } from '../responses/index.ts';
import { findNextWork } from './next-work.ts';

/**
 * Answers a message of the queue `respond`: takes a drift up or goes on with a response, tells of it, and weighs what is to be done. Each
 * step done again comes to the same, so a message that fails is simply delivered again.
 * @param apply begins to carry a decision out, which may have to wait
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
    // The clock sends another as long as it is due: put on the queue as well, those of a response that always fails would add up.
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
