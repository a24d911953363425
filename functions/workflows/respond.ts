import { RetryOptions } from 'durable-functions';
import type { OrchestrationHandler } from 'durable-functions';
import { weigh } from '../../src/response/approval/index.ts';
import { announce } from '../../src/response/responses/index.ts';
import { appFor } from '../invocation.ts';
import { responding } from '../parts.ts';
import { retries } from './retries.ts';

/**
 * Answers a drift: tells of it, then weighs what is to be done. Waiting for people is data, not a sleeping instance. Versions of a
 * workflow have names of their own: one that is running is never replayed by other code.
 */
const respond: OrchestrationHandler = function* (context) {
  const id = context.df.getInput<string>();
  const retry = new RetryOptions(retries.firstMilliseconds, retries.attempts);
  retry.backoffCoefficient = retries.backoff;
  yield context.df.callActivityWithRetry('respond-announce', retry, id);
  yield context.df.callActivityWithRetry('respond-weigh', retry, id);
};
responding.orchestration('respond-v1', respond);

responding.activity('respond-announce', {
  handler: async (id: string, context) => announce(id, (await appFor(context)).answering),
});

responding.activity('respond-weigh', {
  handler: async (id: string, context) => weigh(id, (await appFor(context)).answering),
});
