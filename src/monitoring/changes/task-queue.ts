import { at, concurrently } from '../../base/index.ts';
import type { ResourceChange, Task } from '../../model/index.ts';
import { mostAlso } from '../../model/index.ts';
import type { ChangePorts } from './ports.ts';

const atOnce = 32;

/** Puts tasks on the queue, some at a time. Throws if one cannot be sent. */
export async function sendAll(tasks: readonly Task[], queue: ChangePorts['queue']): Promise<void> {
  await concurrently(tasks, atOnce, (task) => sendTask(task, 0, queue));
}

/** Puts a task on the queue: with more events than a message holds, as several. The first of them to run serves the others. */
export async function sendTask(
  { also = [], ...task }: Task,
  delaySeconds: number,
  queue: ChangePorts['queue'],
): Promise<void> {
  const [first, ...further] = portionsOf(also);
  await queue.send({ kind: 'task', task: { ...task, ...(first && { also: first }) } }, delaySeconds);
  const tasks = further.map(([change, ...rest]): Task => {
    const led = change ? { ...task, change: { ...task.change, ...change } } : task;
    return { ...led, ...(rest.length > 0 && { also: rest }) };
  });
  await concurrently(tasks, atOnce, (each) => queue.send({ kind: 'task', task: each }, delaySeconds));
}

/** Bytes of JSON, so that a message stays well below the 64 KiB of a storage queue, also in base64. */
const largestPortion = 24_000;

function portionsOf(events: NonNullable<Task['also']>): readonly NonNullable<Task['also']>[] {
  const portions: NonNullable<Task['also']>[] = [];
  let size = Infinity;
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event));
    const last = portions.at(-1);
    if (last && last.length < mostAlso && size + bytes <= largestPortion) {
      last.push(event);
      size += bytes;
    } else {
      portions.push([event]);
      size = bytes;
    }
  }
  return portions;
}

const longestBackOff = 300;

/** A queue keeps no message out of sight for more than seven days. */
const longestDelay = 7 * 24 * 3600 - 60;

/** Re-reads of one resource fall on common moments: the first of them reads, the others find it done. */
const slotSeconds = 10;

/**
 * Seconds until the next try. What a throttled answer asked for, to the second, and up to 3 more so that not all come back
 * at once; where it asked for nothing (0), 5 seconds, doubling with each failure to 300, and up to a tenth more.
 */
export function retryDelay(attempt: number, retryAfterSeconds: number, random: number): number {
  if (retryAfterSeconds > 0) return Math.min(Math.ceil(retryAfterSeconds + 3 * random), longestDelay);
  return Math.ceil(Math.min(5 * 2 ** attempt, longestBackOff) * (1 + random / 10));
}

/** Seconds from `now` to the first common moment at or after `due`; both by the server's clock. */
export function untilDue(now: string, due: string): number {
  const slot = slotSeconds * 1000;
  return Math.max(1, Math.ceil((Math.ceil(at(due) / slot) * slot - at(now)) / 1000));
}

/** A re-evaluation requested by a full scan, because Resource Graph differs from the stored state or the last read is too old. */
export function scanChange(scanId: string, resourceId: string, time: string): ResourceChange {
  return { resourceId, time, trigger: { kind: 'scan', scanId } };
}

/** The full scan that requested it; undefined where something else did. */
export function fullScanOf({ trigger }: ResourceChange): string | undefined {
  return trigger.kind === 'scan' ? trigger.scanId : undefined;
}
