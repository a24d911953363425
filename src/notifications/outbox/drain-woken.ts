import * as z from 'zod';
import type { WorkQueue } from '../../platform/store/index.ts';
import { drain } from './drain-channel.ts';
import type { OutboxPorts } from './types.ts';

const wakeMessage = z.object({ lane: z.string() });

/** Further ahead, the timer of every minute comes by. */
const soonSeconds = 600;

/** Sends what is due on the channel that a message names, and comes back when there is more to do. */
export async function drainAndCome(
  message: unknown,
  wake: Pick<WorkQueue<{ readonly lane: string }>, 'send'>,
  ports: OutboxPorts,
): Promise<void> {
  const { lane } = wakeMessage.parse(message);
  const nextAt = await drain(lane, ports);
  if (nextAt === undefined) return;
  const seconds = Math.max(1, (Date.parse(nextAt) - ports.clock.now().getTime()) / 1000);
  if (seconds <= soonSeconds) await wake.send({ lane }, seconds);
}
