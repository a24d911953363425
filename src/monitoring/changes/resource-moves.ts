import { isBefore, plusSeconds, secondsBetween } from '../../base/index.ts';
import type { ResourceState, Task } from '../../model/index.ts';
import { operationOf } from '../../model/index.ts';
import { findTwins, locateMoved } from './find-moved.ts';
import type { ChangePorts } from './ports.ts';
import { retryDelay, sendAll } from './task-queue.ts';

/** Says whether a task is about a move. Azure reports it of the resource group that is left, whatever was moved and wherever to. */
export function isMoveOfGroup({ target, change, movedFrom }: Task): boolean {
  return operationOf(change) === 'move' && target === change.resourceId && movedFrom === undefined;
}

/** So long after a move the graph is asked again: mostly it lags by minutes. */
const lookSeconds = 900;

/** The shortest time after a move at which the graph is asked again. */
const firstLookSeconds = 60;

/**
 * Finds what was moved: a known resource of the group that is gone from its place, and is found elsewhere by the same type and name. It is
 * evaluated there first, so that it carries its states on, and then closed where it was. What has stayed is evaluated where it is. The
 * graph is asked again, with growing pauses, as long as something is gone and not found; what it does not know in the end is closed.
 */
export async function expandMove(task: Task, ports: ChangePorts): Promise<void> {
  const { queue, marginSeconds, random, counters, log } = ports;
  const twins = await findTwins(await notReadSince(task, ports), ports);
  if (twins.kind === 'trouble') {
    log.warn('It could not be asked where resources were moved', {
      reason: twins.reason,
      attempt: task.attempt,
    });
    counters.add('retries');
    const again: Task = { ...task, attempt: task.attempt + 1 };
    return queue.send(
      { kind: 'task', task: again },
      retryDelay(task.attempt, twins.retryAfterSeconds, random()),
    );
  }
  if (twins.of.size === 0) return;
  // At first a read may not have seen the move: that something is there says nothing yet.
  const isFirst = task.due === undefined;
  const elapsed = task.due === undefined ? 0 : secondsBetween(task.change.time, task.due);
  const isLast = !isFirst && elapsed >= lookSeconds;
  const asked = isFirst ? new Map([...twins.of].filter(([, found]) => found.length === 1)) : twins.of;
  const places = await locateMoved(asked, ports);
  const isOpen = (id: string) => {
    const place = places.get(id) ?? 'unclear';
    return place === 'unclear' || (place === 'here' && isFirst);
  };
  const ids = [...twins.of.keys()];
  if (!isLast && ids.some(isOpen)) {
    const next = isFirst ? marginSeconds : Math.min(lookSeconds, Math.max(firstLookSeconds, 2 * elapsed));
    const due = plusSeconds(task.change.time, next);
    await queue.send({ kind: 'task', task: { ...task, attempt: 0, due } }, next - elapsed);
  }
  const common = { change: task.change, attempt: 0 };
  const tasks = ids.flatMap((id): Task[] => {
    const place = places.get(id);
    if (typeof place === 'object') return [{ ...common, target: place.movedTo, movedFrom: id }];
    return isOpen(id) && !isLast ? [] : [{ ...common, target: id }];
  });
  await sendAll(tasks, queue);
}

/** Known resources of the group that no read has seen there since the move. */
async function notReadSince(
  { target, change }: Task,
  { store, marginSeconds }: ChangePorts,
): Promise<readonly string[]> {
  const seenFrom = plusSeconds(change.time, marginSeconds);
  const left: string[] = [];
  for await (const { resourceId, gone, readStartedAt } of store.list(target))
    if (!gone && isBefore(readStartedAt, seenFrom)) left.push(resourceId);
  return left;
}

/**
 * Returns the state of a resource under the id that it had before a move. Undefined where there was no move, where it is
 * known under its new id already, or where its old id has been closed.
 */
export async function knownBeforeMove(
  { movedFrom }: Task,
  current: ResourceState | undefined,
  { store }: ChangePorts,
): Promise<ResourceState | undefined> {
  if (movedFrom === undefined || (current && !current.gone)) return undefined;
  const old = (await store.read(movedFrom))?.current;
  return old?.gone ? undefined : old;
}
