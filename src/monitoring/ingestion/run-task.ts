import type { Task } from '../../model/index.ts';
import { subscriptionIdOf } from '../../model/index.ts';
import { evaluateResource, expandMove, isMoveOfGroup, sendTask } from '../changes/index.ts';
import type { IngestionPorts } from './ports.ts';

/** Runs a task and queues what it leaves to do. Throws where the store or the queue fails: it can be run again. */
export async function runTask(task: Task, ports: IngestionPorts): Promise<void> {
  if (isMoveOfGroup(task)) return expandMove(task, ports);
  const { movedFrom, ...rest } = task;
  const isDone = isWatched(task.target, ports) ? await evaluateTask(task, ports) : true;
  if (movedFrom !== undefined && isDone) await runTask({ ...rest, target: movedFrom }, ports);
}

/** A message in the queue may name anything: the app's own rights reach further than the subscriptions that it watches. */
export function isWatched(resourceId: string, { subscriptions }: IngestionPorts): boolean {
  return subscriptions.includes(subscriptionIdOf(resourceId)?.toLowerCase() ?? '');
}

/** @returns false where the resource waits to be read again */
async function evaluateTask(task: Task, ports: IngestionPorts): Promise<boolean> {
  const { kind: why } = task.change.trigger;
  // Nobody waits for the others: they leave a part of every budget.
  const reader = why === 'event' || why === 'exemption' ? ports.reader : ports.scanReader;
  const { kind, again, drifts } = await evaluateResource(task, { ...ports, reader });
  if (again) await sendTask(again.task, again.delaySeconds, ports.queue);
  for (const { id, policy, cause } of drifts)
    ports.log.info('A drift was recorded', { driftId: id, policy, cause, resourceId: task.target });
  return kind !== 'waiting';
}
