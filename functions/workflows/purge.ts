import { OrchestrationRuntimeStatus } from 'durable-functions';
import type { DurableClient } from 'durable-functions';

/** Days for which what has ended is kept, counted from its start. A workflow of ours takes hours. */
const keptDays = 30;

const ended = [
  OrchestrationRuntimeStatus.Completed,
  OrchestrationRuntimeStatus.Failed,
  OrchestrationRuntimeStatus.Terminated,
];

/**
 * Purges workflows that have ended: Durable Functions keeps their history for ever. Gives how many there were.
 * https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-instance-management#purge-instance-history
 */
export async function purgeWorkflows(
  client: Pick<DurableClient, 'purgeInstanceHistoryBy'>,
  now: Date,
): Promise<number> {
  const { instancesDeleted } = await client.purgeInstanceHistoryBy({
    // The host wants a beginning.
    createdTimeFrom: new Date('2020-01-01T00:00:00Z'),
    createdTimeTo: new Date(now.getTime() - keptDays * 86_400_000),
    runtimeStatus: ended,
  });
  return instancesDeleted;
}
