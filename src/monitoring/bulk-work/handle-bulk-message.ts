import { bulkMessage, subscriptionIdOf } from '../../model/index.ts';
import type { BulkMessage } from '../../model/index.ts';
import { compareRequested, continueComparison } from '../azure-comparison/index.ts';
import type { ComparisonPorts } from '../azure-comparison/index.ts';
import { handleMessage } from '../ingestion/index.ts';
import type { MessagePorts } from '../ingestion/index.ts';
import { reevaluateRenewed } from '../tenant-policies/index.ts';
import type { ReevaluationPorts } from '../tenant-policies/index.ts';

/** The ports of all bulk work. */
export type BulkPorts = MessagePorts & ComparisonPorts & ReevaluationPorts;

/**
 * Takes a message of the queue `changes-bulk`. What it reads leaves a part of every budget to events, and what it leaves to do stays on
 * this queue. Throws where it is to be delivered again.
 */
export async function handleBulkMessage(
  message: unknown,
  ports: BulkPorts,
  budgetMilliseconds: number,
): Promise<void> {
  const parsed = bulkMessage.parse(message);
  if (!isWatched(parsed, ports)) return ports.counters.add('noise');
  switch (parsed.kind) {
    case 'task':
      return handleMessage(parsed, ownTurn(ports), budgetMilliseconds);
    case 'reevaluation':
      return reevaluateRenewed(parsed, ports.policies, ports, budgetMilliseconds);
    case 'comparison':
      return continueComparison(parsed, ports, budgetMilliseconds);
    case 'policy-states':
      return compareRequested(parsed, ports);
  }
}

/** The ports of a task: whatever it is for, it is read as a scan would, and comes back to this queue. */
function ownTurn(ports: BulkPorts): MessagePorts {
  const { bulk, queue, scanReader } = ports;
  return {
    ...ports,
    reader: scanReader,
    queue: {
      send: (message, delaySeconds) =>
        message.kind === 'task' ? bulk.send(message, delaySeconds) : queue.send(message, delaySeconds),
      depth: () => bulk.depth(),
    },
  };
}

/** A message in the queue may name anything: the app's own rights reach further than the subscriptions that it watches. */
function isWatched(message: BulkMessage, { subscriptions }: BulkPorts): boolean {
  const subscriptionId =
    message.kind === 'task'
      ? subscriptionIdOf(message.task.target)
      : message.kind === 'policy-states'
        ? subscriptionIdOf(message.resourceId)
        : message.subscriptionId;
  return subscriptions.includes(subscriptionId?.toLowerCase() ?? '');
}
