import { at, concurrently } from '../../base/index.ts';
import type { ResourceChange, Task } from '../../model/index.ts';
import { operationOf, subscriptionIdOf } from '../../model/index.ts';
import { describeError } from '../../platform/telemetry/index.ts';
import { affectedAt, affectedFrom, retryDelay, sendAll, sendTask } from '../changes/index.ts';
import type { Arrival, IngestionPorts } from './ports.ts';
import { isWatched, runTask } from './run-task.ts';

/** If a change concerns more others than this, they are left to the queue. */
const handful = 20;

/** Resources of one delivery that are evaluated at the same time. */
const atOnce = 16;

/**
 * Takes changes through to their drifts. Those of one resource are evaluated together, whichever delivery brought them; each of them is
 * a candidate of what is found. What is not finished within the budget, or fails, goes to the queue.
 */
export async function takeChanges(
  changes: readonly ResourceChange[],
  ports: IngestionPorts,
  budgetMilliseconds: number,
): Promise<void> {
  const deadline = ports.clock.now().getTime() + budgetMilliseconds;
  const watched = changes.filter(({ resourceId }) => isWatched(resourceId, ports));
  ports.counters.add('noise', changes.length - watched.length);
  await noteHours(watched, ports);
  const groups = Map.groupBy(watched, keyOf);
  await concurrently([...groups], atOnce, ([key, group]) =>
    ports.underway.add(
      key,
      group.map((change) => ({ change, deadline })),
      (arrivals) => takeTogether(arrivals, ports),
    ),
  );
}

/** Notes when events came. If it cannot, it holds none of them up. */
async function noteHours(
  changes: readonly ResourceChange[],
  { eventHours, log }: IngestionPorts,
): Promise<void> {
  const subscriptions = new Set(
    changes.map(({ resourceId }) => subscriptionIdOf(resourceId)?.toLowerCase() ?? ''),
  );
  for (const subscriptionId of subscriptions) {
    try {
      await eventHours.note(subscriptionId);
    } catch (error) {
      log.warn('The hour of an event could not be noted', { subscriptionId, error: describeError(error) });
    }
  }
}

/** Changes of one key are taken together. The operation decides how an absence is understood, and a move names a whole group. */
function keyOf(change: ResourceChange): string {
  const operation = operationOf(change) ?? '';
  const own = operation === 'move' ? JSON.stringify(change.trigger) : '';
  return [operation, change.resourceId.toLowerCase(), own].join('|');
}

async function takeTogether(arrivals: readonly Arrival[], ports: IngestionPorts): Promise<void> {
  const once = new Map(arrivals.map(({ change }) => [JSON.stringify(change), change]));
  const [change, ...others] = Array.from(once.values()).toSorted(
    (one, other) => at(other.time) - at(one.time),
  );
  if (!change) return;
  const also = others.flatMap(({ time, trigger }) => (trigger.kind === 'event' ? [{ time, trigger }] : []));
  const budget = Math.min(...arrivals.map(({ deadline }) => deadline)) - ports.clock.now().getTime();
  await takeChange({ change, attempt: 0, ...(also.length > 0 && { also }) }, ports, budget);
}

async function takeChange(
  shared: Omit<Task, 'target'>,
  ports: IngestionPorts,
  budgetMilliseconds: number,
): Promise<void> {
  const { counters, queue } = ports;
  const { change } = shared;
  const toTask = (target: string): Task => ({ ...shared, target });
  const run = (target: string) => runOrQueue(toTask(target), ports, budgetMilliseconds);
  if (operationOf(change) === 'move') return run(change.resourceId);

  const here = affectedAt(change, ports);
  const known = new Set(here.map((id) => id.toLowerCase()));
  // What changed is read at once, while it is being looked up whom else it concerns.
  const runOthers = async () => {
    const others = (await affectedFrom(change, ports)).filter((id) => !known.has(id.toLowerCase()));
    if (here.length + others.length === 0) counters.add('noise', 1 + (shared.also?.length ?? 0));
    if (others.length > handful) await sendAll(others.map(toTask), queue);
    else await allOf(others.map(run));
  };
  await allOf([...here.map(run), runOthers()]);
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
  // It waited for others about the same resource for so long.
  if (budgetMilliseconds <= 0) return sendTask(task, 0, queue);
  const timer = new AbortController();
  try {
    const late = clock.after(budgetMilliseconds, timer.signal).then(() => 'late' as const);
    const outcome = await Promise.race([runTask(task, ports), late]);
    if (outcome === 'late') await sendTask(task, 0, queue);
  } catch (error) {
    log.warn('A task failed and is sent to the queue', { target: task.target, error: describeError(error) });
    const again = { ...task, attempt: task.attempt + 1 };
    await sendTask(again, retryDelay(task.attempt, 0, random()), queue);
  } finally {
    timer.abort();
  }
}
