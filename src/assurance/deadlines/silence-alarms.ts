import { silenceOf } from '../../monitoring/event-streams/index.ts';
import { noteOnce } from '../../records/index.ts';
import type { DeadlinePorts } from './ports.ts';

/** Reports subscriptions whose events have stopped, once for each silence. */
export async function alarmSilence({
  eventHours,
  subscriptions,
  records,
  clock,
}: Pick<DeadlinePorts, 'eventHours' | 'subscriptions' | 'records' | 'clock'>): Promise<void> {
  const now = clock.now();
  for (const subscriptionId of subscriptions) {
    const silence = silenceOf(await eventHours.of(subscriptionId), now.getTime());
    if (!silence) continue;
    const { since, longestPauseHours } = silence;
    const notice = { kind: 'events-silent', at: since, subscriptionId, since, longestPauseHours } as const;
    await noteOnce(`events-silent|${subscriptionId}|${since}`, notice, records, now.toISOString());
  }
}
