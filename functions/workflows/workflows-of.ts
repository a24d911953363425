import * as df from 'durable-functions';
import type { InvocationContext } from '@azure/functions';
import { isRunning } from './start.ts';

const { Completed, Failed, Terminated } = df.OrchestrationRuntimeStatus;

/** Workflows of one name, of which one of an id runs at a time. */
interface Workflows {
  standing(id: string): Promise<'absent' | 'running' | 'ended' | 'failed' | 'terminated'>;
  /** Starts it, unless one of this id runs. */
  start(id: string): Promise<void>;
}

/** The workflows of a name, as Durable Functions runs them. Each gets its id as input. */
export function workflowsOf(name: string, context: InvocationContext): Workflows {
  const client = df.getClient(context);
  return {
    async standing(id) {
      const found = await statusOf(client, id);
      if (found === undefined) return 'absent';
      if (found === Completed) return 'ended';
      if (found === Failed) return 'failed';
      return found === Terminated ? 'terminated' : 'running';
    },
    async start(id) {
      try {
        await client.startNew(name, { instanceId: id, input: { id } });
      } catch (error) {
        if (!isRunning(error)) throw error;
      }
    },
  };
}

/** Undefined: there is no such instance. The client throws then, with the status in the text of its error. */
async function statusOf(
  client: df.DurableClient,
  id: string,
): Promise<df.OrchestrationRuntimeStatus | undefined> {
  try {
    return (await client.getStatus(id)).runtimeStatus;
  } catch (error) {
    if (error instanceof Error && /\b404\b/.test(error.message)) return undefined;
    throw error;
  }
}
