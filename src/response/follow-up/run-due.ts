import type { createNoticeTeller } from '../../assurance/deadlines/index.ts';
import type { Ports } from '../../monitoring/changes/index.ts';
import type { OutboxPorts } from '../../notifications/outbox/index.ts';
import { drain } from '../../notifications/outbox/index.ts';
import { Tries } from '../../platform/telemetry/index.ts';
import type { ResponsePorts } from '../responses/index.ts';
import { tellUndelivered } from './digest.ts';
import { keepTime } from './reminders.ts';

/**
 * Does what is due each minute: reminders, notices, what a channel has not taken, and what waits to be sent on each channel. One that
 * fails holds up no other; throws in the end if any did.
 */
export async function runDue(
  ports: ResponsePorts & Pick<Ports, 'records'>,
  sending: OutboxPorts,
  tellNotices: ReturnType<typeof createNoticeTeller>,
): Promise<void> {
  const { channels } = sending;
  const tries = new Tries(ports.log);
  await tries.run('reminders', () => keepTime(ports));
  await tries.run('notices', () => tellNotices(ports));
  await tries.run('undelivered', () => tellUndelivered({ ...ports, channels }));
  for (const lane of channels.keys()) await tries.run(`channel ${lane}`, () => drain(lane, sending));
  tries.end();
}
