import * as df from 'durable-functions';
import type { InvocationContext } from '@azure/functions';
import type { DecisionWork } from '../../src/response/responses/index.ts';

/** The input of functions that start workflows. */
export const workflows = df.input.durableClient();

/**
 * Starts the carrying out of a decision, one instance for each: while it runs, a second start is refused, and needed by nobody; once it
 * has ended it may run again, as all that it does is done once.
 */
export async function startApply(input: DecisionWork, context: InvocationContext): Promise<void> {
  try {
    await df.getClient(context).startNew('apply-v1', { instanceId: `apply-v1-${input.decision}`, input });
  } catch (error) {
    if (!isRunning(error)) throw error;
  }
}

/** Whether an instance of that id runs already. The client says no more of it than the status in the text of its error. */
export function isRunning(error: unknown): boolean {
  return error instanceof Error && /status code: 409\b/.test(error.message);
}
