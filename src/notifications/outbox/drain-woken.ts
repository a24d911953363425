import { latest, plusSeconds, secondsBetween } from '../../base/index.ts';
import { drainChannel } from './drain-channel.ts';
import type { WakePorts } from './ports.ts';
import { wakeMessage } from './ports.ts';

/** Further ahead, the timer of every minute comes by. */
const soonSeconds = 600;

/** Messages that come so soon after a drain are drained together. */
const gapSeconds = 2;

const attempts = 3;

/**
 * Drains the channel that a message names, and schedules another drain when there is more to do. In a storm, each message wakes the
 * channel: together they drain it once in a while, and one of them schedules the next. The timer of every minute finds what a crash lost.
 */
export async function drainWoken(message: unknown, ports: WakePorts): Promise<void> {
  const { channel, at } = wakeMessage.parse(message);
  const { watermarks, clock } = ports;
  const [looked, soon, next] = await Promise.all(marksOf(channel).map((name) => watermarks.read(name)));
  const now = clock.now().toISOString();
  const isExpected = at !== undefined && (at === soon?.value || at === next?.value);
  const isCovered = [soon, next].some(
    (mark) => mark && mark.value > now && mark.value <= plusSeconds(now, gapSeconds),
  );
  if (!isExpected && isCovered) return;
  if (!isExpected && looked && looked.value > plusSeconds(now, -gapSeconds))
    return comeAt('soon', channel, plusSeconds(looked.value, gapSeconds), ports);
  // Who was first looks now, perhaps not at what this one was called for.
  const [lookedAt] = marksOf(channel);
  if ((await watermarks.write(lookedAt, now, looked?.etag)) === 'conflict')
    return comeAt('soon', channel, plusSeconds(now, gapSeconds), ports);
  const more = await drainChannel(channel, ports);
  if (more !== undefined && more <= plusSeconds(clock.now().toISOString(), soonSeconds))
    await comeAt('next', channel, more, ports);
}

/** Comes at a time, unless somebody does before it: together with what came after a look (`soon`), or for what waits its time (`next`). */
async function comeAt(
  why: 'soon' | 'next',
  channel: string,
  wanted: string,
  { watermarks, wake, clock }: WakePorts,
): Promise<void> {
  const [, soon, next] = marksOf(channel);
  const name = why === 'soon' ? soon : next;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const mark = await watermarks.read(name);
    const now = clock.now().toISOString();
    const at = latest(wanted, plusSeconds(now, 1));
    if (mark && mark.value > now && mark.value <= at) return;
    if ((await watermarks.write(name, at, mark?.etag)) === 'conflict') continue;
    return wake.send({ channel, at }, secondsBetween(now, at));
  }
}

/** When a channel was looked at last, and when somebody comes to look again. */
function marksOf(channel: string): readonly [string, string, string] {
  return [`outbox|${channel}|looked`, `outbox|${channel}|soon`, `outbox|${channel}|next`];
}
