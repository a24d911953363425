import { RetryOptions } from 'durable-functions';
import type { OrchestrationHandler } from 'durable-functions';
import { applyDecision, verifyDecision } from '../../src/response/approval/index.ts';
import type { Turn } from '../../src/response/approval/index.ts';
import type { DecisionWork } from '../../src/response/responses/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';
import { retries } from './retries.ts';

/** The longest wait in a workflow: what waits for longer is data, looked at again when it is due. */
const longestWaitMilliseconds = 15 * 60_000;

/** Carries out one decision: writes, follows the operation in Azure to its end, reads back until what was written has settled, and closes or escalates. */
const apply: OrchestrationHandler = function* (context) {
  const input = context.df.getInput<DecisionWork>();
  const retry = new RetryOptions(retries.firstMilliseconds, retries.attempts);
  retry.backoffCoefficient = retries.backoff;
  for (;;) {
    const turn: Turn = yield context.df.callActivityWithRetry('apply-write', retry, input);
    if (turn.kind === 'next') break;
    if (turn.kind !== 'wait') return;
    const until = new Date(turn.until);
    if (until.getTime() - context.df.currentUtcDateTime.getTime() > longestWaitMilliseconds) return;
    yield context.df.createTimer(until);
  }
  for (let readings = 0; ;) {
    const turn: Turn = yield context.df.callActivityWithRetry('apply-verify', retry, { ...input, readings });
    if (turn.kind !== 'wait') return;
    const until = new Date(turn.until);
    if (until.getTime() - context.df.currentUtcDateTime.getTime() > longestWaitMilliseconds) return;
    // While its operation goes on, nothing is read back.
    if (!turn.operating) readings += 1;
    yield context.df.createTimer(until);
  }
};
responder.orchestration('apply-v1', apply);

responder.activity('apply-write', {
  handler: async (decision: DecisionWork, context) =>
    applyDecision(decision, (await appFor(context)).responsePorts),
});

responder.activity('apply-verify', {
  handler: async (decision: DecisionWork & { readonly readings: number }, context) =>
    verifyDecision(decision, (await appFor(context)).responsePorts),
});
