import type { ChangesQueue } from '../store/types.ts';
import type { Task } from './types.ts';

const atOnce = 32;

/** Puts tasks on the queue, some at a time. Throws if one cannot be sent. */
export async function sendAll(tasks: readonly Task[], queue: ChangesQueue): Promise<void> {
  for (let start = 0; start < tasks.length; start += atOnce) {
    await Promise.all(tasks.slice(start, start + atOnce).map((task) => queue.send(task)));
  }
}
