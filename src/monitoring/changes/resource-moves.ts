import { plusSeconds } from '../../base/index.ts';
import type { ResourceState, Task } from '../../model/index.ts';
import { operationOf, resourceGroupOf } from '../../model/index.ts';
import { failureReason, waitOf } from '../../platform/azure/index.ts';
import type { ChangePorts } from './ports.ts';
import { retryDelay, sendAll } from './task-queue.ts';

/** Says whether a task is about a move. Azure reports it of the resource group that is left, whatever was moved and wherever to. */
export function isMoveOfGroup({ target, change, movedFrom }: Task): boolean {
  return operationOf(change) === 'move' && target === change.resourceId && movedFrom === undefined;
}

/**
 * Finds what was moved: a known resource of the group that is left, listed elsewhere by the same type and name. It is
 * evaluated there first, so that it carries its states on, and then closed where it was. The listing is read again when it
 * must have seen the move; then whatever else was known in the group is evaluated too, and closed where it is gone.
 */
export async function expandMove(task: Task, ports: ChangePorts): Promise<void> {
  const { store, queue, marginSeconds, random, counters } = ports;
  const left = new Map<string, string>();
  for await (const current of store.list(task.target)) {
    if (!current.gone) left.set(withinGroup(current.resourceId), current.resourceId);
  }
  const listing = await find(left, task.target, ports);
  if (listing.kind === 'trouble') {
    ports.log.warn('A listing after a move failed', { reason: listing.reason, attempt: task.attempt });
    counters.add('retries');
    return queue.send(
      { kind: 'task', task: { ...task, attempt: task.attempt + 1 } },
      retryDelay(task.attempt, listing.retryAfterSeconds, random()),
    );
  }
  const isLast = task.due !== undefined;
  if (!isLast)
    await queue.send(
      { kind: 'task', task: { ...task, attempt: 0, due: plusSeconds(task.change.time, marginSeconds) } },
      marginSeconds,
    );
  const tasks = Array.from(left).flatMap(([name, id]): Task[] => {
    const common = { change: task.change, attempt: 0 };
    const [twin, ...others] = listing.elsewhere.get(name) ?? [];
    if (twin !== undefined && others.length === 0 && !listing.stayed.has(name))
      return [{ ...common, target: twin, movedFrom: id }];
    return isLast ? [{ ...common, target: id }] : [];
  });
  await sendAll(tasks, queue);
}

type Listing =
  | {
      readonly kind: 'read';
      readonly stayed: ReadonlySet<string>;
      readonly elsewhere: ReadonlyMap<string, string[]>;
    }
  | { readonly kind: 'trouble'; readonly reason: string; readonly retryAfterSeconds: number };

/** Finds where the resources that were known in a group are listed now. */
async function find(left: ReadonlyMap<string, string>, group: string, ports: ChangePorts): Promise<Listing> {
  const stayed = new Set<string>();
  const elsewhere = new Map<string, string[]>();
  for (const subscription of left.size > 0 ? ports.subscriptions : []) {
    for await (const page of ports.reader.list(subscription)) {
      if (page.kind !== 'page')
        return { kind: 'trouble', reason: failureReason(page), retryAfterSeconds: waitOf(page) };
      for (const { id = '' } of page.resources) {
        const name = withinGroup(id);
        if (!left.has(name)) continue;
        if (resourceGroupOf(id)?.toLowerCase() === group.toLowerCase()) stayed.add(name);
        else elsewhere.set(name, [...(elsewhere.get(name) ?? []), id]);
      }
    }
  }
  return { kind: 'read', stayed, elsewhere };
}

/** The part of an id that a move leaves as it is: provider, type and name. */
function withinGroup(id: string): string {
  return id.slice(resourceGroupOf(id)?.length ?? 0).toLowerCase();
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
