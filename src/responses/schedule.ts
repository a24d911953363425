import { at, plusSeconds } from '../compliance/moment.ts';
import type { Response } from './types.ts';

/** A response of which nobody has been told by then was left by a crash. */
export const leftBehindSeconds = 300;
/** What is overdue is called to mind so often. */
const remindHours = 24;

type Timed = Pick<
  Response,
  'status' | 'openedAt' | 'dueAt' | 'snoozedUntil' | 'remindedAt' | 'acknowledgedBy'
>;

/** What the clock asks for: going on with it, a reminder, telling others that the time is over. */
export type Call = 'resume' | 'remind' | 'overdue';

/** When something is next to be done about a response, and what. Undefined: it is closed. */
export function nextCall(
  response: Timed,
  now: string,
): { readonly at: string; readonly call: Call } | undefined {
  const { status, dueAt, snoozedUntil } = response;
  if (status === 'closed') return undefined;
  if (status === 'open') return { at: plusSeconds(now, leftBehindSeconds), call: 'resume' };
  const calls = [
    reminder(response),
    // Who is told that time is over is told once; a snooze does not stop it.
    ...(status === 'waiting' ? [{ at: dueAt, call: 'overdue' as const }] : []),
  ].map((each) =>
    each.call === 'remind' && snoozedUntil !== undefined && at(each.at) < at(snoozedUntil)
      ? { ...each, at: snoozedUntil }
      : each,
  );
  return calls.toSorted((one, other) => at(one.at) - at(other.at))[0];
}

/** Half-way to the end of the time allowed, unless somebody said that they look after it; after the end, every day. */
function reminder({ openedAt, dueAt, remindedAt, acknowledgedBy }: Timed) {
  const call = 'remind' as const;
  if (remindedAt === undefined && acknowledgedBy === undefined)
    return { at: new Date((at(openedAt) + at(dueAt)) / 2).toISOString(), call };
  const last = remindedAt !== undefined && at(remindedAt) > at(dueAt) ? remindedAt : dueAt;
  return { at: plusSeconds(last, remindHours * 3600), call };
}
