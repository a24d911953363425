import { createHash } from 'node:crypto';
import type { PoisonMessage, PoisonQueue, PoisonedText, Versioned } from '../../platform/store/index.ts';
import { markUnconfirmed } from './mark-unconfirmed.ts';
import { noteEnded } from './note-ended.ts';
import { fateOf, isOver } from './pauses.ts';
import type { PoisonPorts } from './ports.ts';
import { understood } from './understand.ts';

/**
 * Looks after the messages that failed too often: requeues each a few times, with growing pauses, and then ends it. What cannot be
 * understood ends at once. An ended message is kept by its ids, people are told, and what it was about is not confirmed until it is read.
 * @returns how many were requeued, and how many ended
 */
export async function recoverPoisoned(
  ports: PoisonPorts,
): Promise<{ readonly requeued: number; readonly ended: number }> {
  const now = ports.clock.now().toISOString();
  const counts = { requeued: 0, ended: 0 };
  for (const queue of ports.poisonQueues)
    for await (const item of queue.take()) {
      const done = await recoverOne(queue, item, now, ports);
      if (done !== undefined) counts[done] += 1;
    }
  if (counts.requeued + counts.ended > 0)
    ports.log.warn('Messages had failed too often', {
      count: counts.requeued + counts.ended,
      reason: `requeued: ${counts.requeued}, ended: ${counts.ended}`,
    });
  await noteEnded(now, ports);
  await forget(now, ports);
  return counts;
}

async function recoverOne(
  { queue }: PoisonQueue,
  item: PoisonedText,
  now: string,
  ports: PoisonPorts,
): Promise<'requeued' | 'ended' | undefined> {
  const { poisonMessages } = ports;
  const hash = createHash('sha256').update(item.text).digest('hex');
  const found = await poisonMessages.read(queue, hash);
  const known = found && isCurrent(found, now) ? found.value : undefined;
  // The same message again, or what a crash has left.
  if (known?.ended) {
    await item.remove();
    return undefined;
  }
  const meaning = understood(queue, item.text, ports);
  const fate = meaning ? fateOf(known, now) : ({ kind: 'end' } as const);
  if (fate.kind === 'wait') {
    await item.hide(fate.seconds);
    return undefined;
  }
  const seen: PoisonMessage = {
    queue,
    hash,
    size: item.text.length,
    requeues: known?.requeues ?? 0,
    firstAt: known?.firstAt ?? now,
    lastAt: now,
    ...(known?.errorClass !== undefined && { errorClass: known.errorClass }),
  };
  if (fate.kind === 'requeue') {
    const { requeues, nextAt } = fate;
    // Counted before it is requeued: a crash in between costs a pause, not a count.
    if ((await poisonMessages.put({ ...seen, requeues, nextAt }, found?.etag)) === 'conflict')
      return undefined;
    await item.requeue();
    return 'requeued';
  }
  const { work, resources } = meaning ?? { work: [], resources: [] };
  if (queue === 'changes' || queue === 'changes-bulk') await markUnconfirmed(resources, now, ports);
  const reason = meaning ? 'failed too often' : 'not understood';
  const ended = { at: now, reason, work, resources } as const;
  if ((await poisonMessages.put({ ...seen, ended }, found?.etag)) === 'conflict') return undefined;
  await item.remove();
  return 'ended';
}

/** Whoever acknowledged or replayed a message has begun again. */
function isCurrent({ value }: Versioned<PoisonMessage>, now: string): boolean {
  return value.closed === undefined && !isOver(value, now);
}

/** Removes the rows of messages that succeeded in the end, or that somebody has seen to, some days later. */
async function forget(now: string, { poisonMessages }: PoisonPorts): Promise<void> {
  for await (const { value } of poisonMessages.all())
    if (isOver(value, now)) await poisonMessages.remove(value);
}
