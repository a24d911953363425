import { concurrently } from '../../base/index.ts';
import { attributeDrifts } from '../attribution/index.ts';
import { runScan } from '../full-scan/index.ts';
import { policyChangesIn, queueRenewals, renewPolicies } from '../tenant-policies/index.ts';
import { parseDelivery, parseMessage } from './parse-message.ts';
import type { ReceivedEvent } from './parse-message.ts';
import type { IngestionPorts, MessagePorts } from './ports.ts';
import { isWatched, runTask } from './run-task.ts';
import { takeChanges } from './take-changes.ts';

/** Rejected events that are written at the same time. */
const atOnce = 16;

/**
 * Takes what Event Grid delivers (an event, or an array) through to its drifts. What is not finished within the budget, or fails,
 * goes to the queue; once this returns, the delivery may be forgotten. Throws where not even that could be done.
 */
export async function handleEvent(
  delivery: unknown,
  ports: IngestionPorts,
  budgetMilliseconds: number,
): Promise<void> {
  const parsed = parseDelivery(delivery);
  if (parsed.kind === 'rejected') return reject(delivery, parsed.reason, ports);
  return handleEvents(parsed.events, ports, budgetMilliseconds);
}

/** Takes a message of the queue `changes`. Throws where it is to be delivered again. */
export async function handleMessage(
  message: unknown,
  ports: MessagePorts,
  budgetMilliseconds: number,
): Promise<void> {
  const parsed = parseMessage(message);
  switch (parsed.kind) {
    case 'task':
      return runTask(parsed.task, ports);
    case 'scan':
      return runScan(parsed.scanId, ports, budgetMilliseconds);
    case 'renewal':
      if (!ports.subscriptions.includes(parsed.subscriptionId)) return ports.counters.add('noise');
      await renewPolicies(parsed.subscriptionId, ports.policies, ports);
      return undefined;
    case 'attribution':
      if (!isWatched(parsed.resourceId, ports)) return ports.counters.add('noise');
      return attributeDrifts(parsed, ports);
    case 'event':
      return handleEvents(parsed.events, ports, budgetMilliseconds);
    case 'rejected':
      return reject(message, parsed.reason, ports);
  }
}

async function handleEvents(
  events: readonly ReceivedEvent[],
  ports: IngestionPorts,
  budgetMilliseconds: number,
): Promise<void> {
  const changes = events.flatMap(({ parsed }) => (parsed.kind === 'change' ? [parsed.change] : []));
  await queueRenewals(policyChangesIn(changes), ports);
  ports.counters.add('parsed', changes.length);
  ports.counters.add('noise', events.filter(({ parsed }) => parsed.kind === 'noise').length);
  await concurrently(events, atOnce, async ({ raw, parsed }) => {
    if (parsed.kind === 'rejected') await reject(raw, parsed.reason, ports);
  });
  await takeChanges(changes, ports, budgetMilliseconds);
}

/** Keeps what cannot be understood, with the reason. */
async function reject(
  message: unknown,
  reason: string,
  { counters, rejected, log }: IngestionPorts,
): Promise<void> {
  counters.add('rejected');
  log.warn('An event was rejected', { reason });
  await rejected.add(message, reason);
}
