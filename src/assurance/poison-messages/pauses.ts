import { plusSeconds, secondsBetween } from '../../base/index.ts';
import type { PoisonMessage } from '../../platform/store/index.ts';

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Seconds after each time that a message is requeued: an outage of a day or two is no fault of the message. */
const pauses = [5 * minute, 15 * minute, hour, 4 * hour, 12 * hour, day];

/** A message that was not seen for so long after its pause had succeeded: what comes now is a new trouble. */
const succeededAfter = 6 * hour;

/** A row that somebody has seen to is kept for so long. */
const keptAfter = 7 * day;

type Fate =
  | { readonly kind: 'requeue'; readonly requeues: number; readonly nextAt: string }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'end' };

/** Decides on a message that was found among the poisoned ones. */
export function fateOf(known: PoisonMessage | undefined, now: string): Fate {
  const requeues = known?.requeues ?? 0;
  const wait = known?.nextAt === undefined ? 0 : secondsBetween(now, known.nextAt);
  if (wait > 0) return { kind: 'wait', seconds: wait };
  const pause = pauses[requeues];
  if (pause === undefined) return { kind: 'end' };
  return { kind: 'requeue', requeues: requeues + 1, nextAt: plusSeconds(now, pause) };
}

/** Whether a row stands for a trouble that is over. */
export function isOver({ ended, closed, lastAt, nextAt }: PoisonMessage, now: string): boolean {
  if (closed) return secondsBetween(closed.at, now) > keptAfter;
  return !ended && secondsBetween(nextAt ?? lastAt, now) > succeededAfter;
}
