import type { OutboxPorts } from '../../notifications/outbox/index.ts';
import { drainChannel } from '../../notifications/outbox/index.ts';
import { Tries } from '../../platform/telemetry/index.ts';
import { enqueueUndelivered, runReminders } from '../../response/follow-up/index.ts';
import type { ResponsePorts } from '../../response/responses/index.ts';
import type { DeadlinePorts } from './ports.ts';
import type { createNoticeSender } from './send-notices.ts';

/**
 * Does what is due each minute: reminders, notices, what a channel has not taken, and what waits to be sent on each channel. One that
 * fails holds up no other; throws in the end if any did.
 */
export async function runDue(
  ports: ResponsePorts & Pick<DeadlinePorts, 'records' | 'incidents'>,
  sending: OutboxPorts,
  sendNotices: ReturnType<typeof createNoticeSender>,
): Promise<void> {
  const { channels } = sending;
  const tries = new Tries(ports.log);
  await tries.run('reminders', () => runReminders(ports));
  await tries.run('notices', () => sendNotices(ports));
  await tries.run('undelivered', () => enqueueUndelivered({ ...ports, channels }));
  for (const channel of channels.keys())
    await tries.run(`channel ${channel}`, () => drainChannel(channel, sending));
  tries.end();
}
