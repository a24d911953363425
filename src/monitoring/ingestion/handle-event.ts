import { scanMessage, subscriptionIdOf, task as taskSchema } from '../../model/index.ts';
import type { ResourceChange, Task } from '../../model/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import type { Ports } from '../changes/index.ts';
import {
  affectedAt,
  affectedFrom,
  evaluateResource,
  expandMove,
  isMoveOfGroup,
  parseEvent,
  retryDelay,
  sendAll,
} from '../changes/index.ts';
import { runScan } from '../full-scan/index.ts';

/** If a change concerns more others than this, they are left to the queue. */
const handful = 20;

/**
 * Takes an event of Event Grid (one, or an array) through to its drifts. What is not finished within the budget, or fails,
 * goes to the queue; once this returns, the event may be forgotten. Throws where not even that could be done.
 */
export async function handleEvent(event: unknown, ports: Ports, budgetMilliseconds: number): Promise<void> {
  const { counters, rejected, log } = ports;
  if (Array.isArray(event)) {
    for (const each of event) await handleEvent(each, ports, budgetMilliseconds);
    return;
  }
  const parsed = parseEvent(event);
  switch (parsed.kind) {
    case 'rejected':
      counters.add('rejected');
      log.warn('An event was rejected', { reason: parsed.reason });
      return rejected.add(event, parsed.reason);
    case 'noise':
      return counters.add('noise');
    case 'change':
      counters.add('parsed');
      return handleChange(parsed.change, ports, budgetMilliseconds);
  }
}

/** Takes a message of the queue `changes`: a task, a scan to go on with, or an event that was delivered straight to the queue. */
export async function handleMessage(
  message: unknown,
  ports: Ports,
  budgetMilliseconds: number,
): Promise<void> {
  const scan = scanMessage.safeParse(message);
  if (scan.success) return runScan(scan.data.scan, ports, budgetMilliseconds);
  if (typeof message !== 'object' || message === null || !('target' in message && 'change' in message))
    return handleEvent(message, ports, budgetMilliseconds);
  const parsed = taskSchema.safeParse(message);
  if (parsed.success) return runTask(parsed.data, ports);
  ports.counters.add('rejected');
  const [issue] = parsed.error.issues;
  return ports.rejected.add(message, `task: ${issue?.path.join('.')}: ${issue?.message}`);
}

async function handleChange(change: ResourceChange, ports: Ports, budgetMilliseconds: number): Promise<void> {
  const { counters, subscriptions, queue } = ports;
  const toTask = (target: string): Task => ({ target, change, attempt: 0 });
  const run = (target: string) => runOrQueue(toTask(target), ports, budgetMilliseconds);
  if (!subscriptions.includes(subscriptionIdOf(change.resourceId)?.toLowerCase() ?? ''))
    return counters.add('noise');
  if (change.operation === 'move') return run(change.resourceId);

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
async function runOrQueue(task: Task, ports: Ports, budgetMilliseconds: number): Promise<void> {
  const { clock, queue, log, random } = ports;
  const timer = new AbortController();
  try {
    const late = clock.after(budgetMilliseconds, timer.signal).then(() => 'late' as const);
    const outcome = await Promise.race([runTask(task, ports), late]);
    if (outcome === 'late') await queue.send(task);
  } catch (error) {
    log.warn('A task failed and goes to the queue', { target: task.target, error: describeError(error) });
    await queue.send({ ...task, attempt: task.attempt + 1 }, retryDelay(task.attempt, 0, random()));
  } finally {
    timer.abort();
  }
}

/** Runs a task and queues what it leaves to do. Throws where the store or the queue fails: it can be run again. */
async function runTask(task: Task, ports: Ports): Promise<void> {
  if (isMoveOfGroup(task)) return expandMove(task, ports);
  const reader = task.change.operation === 'scan' ? ports.sweepReader : ports.reader;
  const { kind, again, drifts } = await evaluateResource(task, { ...ports, reader });
  if (again) await ports.queue.send(again.task, again.delaySeconds);
  for (const { id, policy, cause } of drifts)
    ports.log.info('A drift was recorded', { driftId: id, policy, cause, resourceId: task.target });
  if (task.movedFrom === undefined || kind === 'waiting') return;
  const { movedFrom: target, ...rest } = task;
  await runTask({ ...rest, target }, ports);
}
