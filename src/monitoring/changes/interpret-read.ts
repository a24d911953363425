import { isBefore, plusSeconds } from '../../base/index.ts';
import type { Resource, Task } from '../../model/index.ts';
import { operationOf } from '../../model/index.ts';
import type { ReadOutcome } from '../../platform/azure/index.ts';
import { failureReason, isTransient, unsettledState, waitOf } from '../../platform/azure/index.ts';

/** The meaning of a read for a task. */
export type ReadInterpretation =
  | { readonly kind: 'evaluate'; readonly resource: Resource }
  /** It cannot be read, and waiting will not help: every state is Unknown. */
  | { readonly kind: 'unread'; readonly reason: string }
  | { readonly kind: 'close'; readonly reason: 'deleted' | 'moved' }
  /** It cannot be said yet: the states stand. Seconds that a throttled read asked for; 0: none. */
  | { readonly kind: 'wait'; readonly reason: string; readonly retryAfterSeconds: number };

/** After so long a resource that never settles is evaluated as it stands. */
const settleSeconds = 600;

/** `due`: from when on a read is known to see the change. */
export function interpretRead(read: ReadOutcome, task: Task, due: string): ReadInterpretation {
  switch (read.kind) {
    case 'found': {
      const passing = unsettledState(read.resource);
      if (passing === undefined || !isBefore(read.startedAt, plusSeconds(due, settleSeconds)))
        return { kind: 'evaluate', resource: read.resource };
      return { kind: 'wait', reason: `provisioningState is ${passing}`, retryAfterSeconds: 0 };
    }
    case 'gone':
      if (isBefore(read.startedAt, due) && !removes(task))
        return { kind: 'wait', reason: 'not found so soon after a change', retryAfterSeconds: 0 };
      return { kind: 'close', reason: operationOf(task.change) === 'move' ? 'moved' : 'deleted' };
    default:
      return isTransient(read)
        ? { kind: 'wait', reason: failureReason(read), retryAfterSeconds: waitOf(read) }
        : { kind: 'unread', reason: failureReason(read) };
  }
}

/** Whether the change takes the target away: then its absence needs no second look to be believed. */
function removes({ target, change, movedFrom }: Task): boolean {
  const operation = operationOf(change);
  if (operation === 'move') return movedFrom === undefined;
  const [id, deleted] = [target.toLowerCase(), change.resourceId.toLowerCase()];
  return operation === 'delete' && (id === deleted || id.startsWith(`${deleted}/`));
}
