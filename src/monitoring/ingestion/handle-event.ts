import type { ResourceChange, Task } from '../../model/index.ts';
import { operationOf, subscriptionIdOf } from '../../model/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import {
  affectedAt,
  affectedFrom,
  evaluateResource,
  expandMove,
  isMoveOfGroup,
  retryDelay,
  sendAll,
} from '../changes/index.ts';
import { runScan } from '../full-scan/index.ts';
import { policyChangesIn, queueRenewals, renewPolicies } from '../tenant-policies/index.ts';
import { parseDelivery, parseMessage } from './parse-message.ts';
import type { ReceivedEvent } from './parse-message.ts';
import type { IngestionPorts, MessagePorts } from './ports.ts';

/** If a change concerns more others than this, they are left to the queue. */
const handful = 20;

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
  for (const { raw, parsed } of events) {
    if (parsed.kind === 'rejected') await reject(raw, parsed.reason, ports);
    else if (parsed.kind === 'noise') ports.counters.add('noise');
    else {
      ports.counters.add('parsed');
      await handleChange(parsed.change, ports, budgetMilliseconds);
    }
  }
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

async function handleChange(
  change: ResourceChange,
  ports: IngestionPorts,
  budgetMilliseconds: number,
): Promise<void> {
  const { counters, queue } = ports;
  const toTask = (target: string): Task => ({ target, change, attempt: 0 });
  const run = (target: string) => runOrQueue(toTask(target), ports, budgetMilliseconds);
  if (!isWatched(change.resourceId, ports)) return counters.add('noise');
  if (operationOf(change) === 'move') return run(change.resourceId);

  const at = affectedAt(change, ports);
  const known = new Set(at.map((id) => id.toLowerCase()));
  // What changed is read at once, while it is being looked up whom else it concerns.
  const runOthers = async () => {
    const others = (await affectedFrom(change, ports)).filter((id) => !known.has(id.toLowerCase()));
    if (at.length + others.length === 0) counters.add('noise');
    if (others.length > handful) await sendAll(others.map(toTask), queue);
    else await allOf(others.map(run));
  };
  await allOf([...at.map(run), runOthers()]);
}

/** Waits for all of them, also where one fails; then throws what failed. */
async function allOf(runs: readonly Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(runs);
  const reasons = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (reasons.length > 0) throw new AggregateError(reasons, 'a change could not be taken over');
}

/** Runs a task; what takes too long is left to the queue, while this run goes on as long as the host lets it. */
async function runOrQueue(task: Task, ports: IngestionPorts, budgetMilliseconds: number): Promise<void> {
  const { clock, queue, log, random } = ports;
  const timer = new AbortController();
  try {
    const late = clock.after(budgetMilliseconds, timer.signal).then(() => 'late' as const);
    const outcome = await Promise.race([runTask(task, ports), late]);
    if (outcome === 'late') await queue.send({ kind: 'task', task });
  } catch (error) {
    log.warn('A task failed and is sent to the queue', { target: task.target, error: describeError(error) });
    await queue.send(
      { kind: 'task', task: { ...task, attempt: task.attempt + 1 } },
      retryDelay(task.attempt, 0, random()),
    );
  } finally {
    timer.abort();
  }
}

/** Runs a task and queues what it leaves to do. Throws where the store or the queue fails: it can be run again. */
async function runTask(task: Task, ports: IngestionPorts): Promise<void> {
  if (isMoveOfGroup(task)) return expandMove(task, ports);
  const { movedFrom, ...rest } = task;
  const isDone = isWatched(task.target, ports) ? await evaluateTask(task, ports) : true;
  if (movedFrom !== undefined && isDone) await runTask({ ...rest, target: movedFrom }, ports);
}

/** A message in the queue may name anything: the app's own rights reach further than the subscriptions that it watches. */
function isWatched(resourceId: string, { subscriptions }: IngestionPorts): boolean {
  return subscriptions.includes(subscriptionIdOf(resourceId)?.toLowerCase() ?? '');
}

/** @returns false where the resource waits to be read again */
async function evaluateTask(task: Task, ports: IngestionPorts): Promise<boolean> {
  const { kind: why } = task.change.trigger;
  // Nobody waits for the others: they leave a part of every budget.
  const reader = why === 'event' || why === 'exemption' ? ports.reader : ports.scanReader;
  const { kind, again, drifts } = await evaluateResource(task, { ...ports, reader });
  if (again) await ports.queue.send({ kind: 'task', task: again.task }, again.delaySeconds);
  for (const { id, policy, cause } of drifts)
    ports.log.info('A drift was recorded', { driftId: id, policy, cause, resourceId: task.target });
  return kind !== 'waiting';
}
