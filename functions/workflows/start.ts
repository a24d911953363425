import * as df from 'durable-functions';
import type { InvocationContext } from '@azure/functions';
import type { Next } from '../../src/response/follow-up/index.ts';

/** The input of functions that start workflows. */
export const workflows = df.input.durableClient();

/**
 * Starts what a response needs. One instance for each answer and for each decision: while it runs, a second start is refused, and
 * needed by nobody; once it has ended it may run again, as all that it does is done once.
 */
export async function start(next: Next, context: InvocationContext): Promise<void> {
  const [name, instanceId, input] =
    next.kind === 'respond'
      ? ['respond-v1', `respond-v1-${next.id}`, next.id]
      : ['apply-v1', `apply-v1-${next.decision}`, { id: next.id, decision: next.decision }];
  try {
    await df.getClient(context).startNew(name, { instanceId, input });
  } catch (error) {
    if (!isRunning(error)) throw error;
  }
}

/** The client says no more of it than the status in the text of its error. */
function isRunning(error: unknown): boolean {
  return error instanceof Error && /status code: 409\b/.test(error.message);
}
