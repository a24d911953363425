import { resourceGroupOf, subscriptionIdOf } from '../../model/index.ts';
import type { Task } from '../../model/index.ts';
import { affectedAt } from './affected-resources.ts';
import type { ChangePorts } from './ports.ts';
import { sendAll } from './task-queue.ts';

/** `/subscriptions/S/resourceGroups/G/providers/N/type/name`, which begins with an empty step. */
const topSteps = 9;

/**
 * Has a server or an account read again, with everything that is known below it, because a log shows a call of the data plane that changes settings.
 * The log does not say which: a statement in `master` may be about any database of the server.
 * @param time when it happened: what was read since has seen it
 */
export async function reevaluateLogged(
  resourceId: string,
  time: string,
  ports: Pick<ChangePorts, 'store' | 'queue' | 'subscriptions' | 'catalogue' | 'policies'>,
): Promise<void> {
  const steps = resourceId.split('/');
  const group = resourceGroupOf(resourceId);
  const isWatched = ports.subscriptions.includes(subscriptionIdOf(resourceId)?.toLowerCase() ?? '');
  if (!isWatched || group === undefined || steps.length < topSteps) return;
  const top = steps.slice(0, topSteps).join('/');
  const toChange = (id: string) => ({ resourceId: id, time, trigger: { kind: 'log' } as const });
  const targets = new Map(affectedAt(toChange(top), ports).map((id) => [id.toLowerCase(), id]));
  const below = `${top}/`.toLowerCase();
  for await (const { resourceId: id, gone } of ports.store.list(group))
    if (!gone && id.toLowerCase().startsWith(below)) targets.set(id.toLowerCase(), id);
  const tasks = Array.from(targets.values(), (target): Task => ({
    target,
    change: toChange(target),
    attempt: 0,
  }));
  await sendAll(tasks, ports.queue);
}
