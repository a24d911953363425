import { at, plusSeconds } from '../compliance/moment.ts';
import type { Response } from './types.ts';

/** A response of which nobody has been told by then was left by a crash. */
export const leftBehindSeconds = 300;
/** What is overdue is called to mind so often. */
const remindHours = 24;

type Timed = Pick<
  Response,
  | 'status'
  | 'openedAt'
  | 'dueAt'
  | 'snoozedUntil'
  | 'remindedAt'
  | 'acknowledgedBy'
  | 'remediation'
  | 'request'
>;

/** What the clock asks for: going on with it, a reminder, telling others that the time is over, or that nobody has decided. */
export type Call = 'resume' | 'remind' | 'overdue' | 'expire';

/** When something is next to be done about a response, and what. Undefined: it is closed. */
export function nextCall(
  response: Timed,
  now: string,
): { readonly at: string; readonly call: Call } | undefined {
  const { status, dueAt, snoozedUntil } = response;
  const putting = ofRemediation(response);
  // What was closed may still be taken back.
  if (status === 'closed') return putting;
  if (status === 'open') return { at: plusSeconds(now, leftBehindSeconds), call: 'resume' };
  const calls = [
    reminder(response),
    // Who is told that time is over is told once; a snooze does not stop it.
    ...(status === 'waiting' ? [{ at: dueAt, call: 'overdue' as const }] : []),
    ...(putting ? [putting] : []),
  ].map((each) =>
    each.call === 'remind' && snoozedUntil !== undefined && at(each.at) < at(snoozedUntil)
      ? { ...each, at: snoozedUntil }
      : each,
  );
  return calls.toSorted((one, other) => at(one.at) - at(other.at))[0];
}

/** What goes on by itself, and what nobody has decided in time. */
function ofRemediation({ remediation, request }: Timed) {
  const nextAt = remediation?.nextAt;
  if (nextAt !== undefined) return { at: nextAt, call: 'resume' as const };
  return remediation?.status === 'asked' && request
    ? { at: request.expiresAt, call: 'expire' as const }
    : undefined;
}

/** Half-way to the end of the time allowed, unless somebody said that they look after it; after the end, every day. */
function reminder({ openedAt, dueAt, remindedAt, acknowledgedBy }: Timed) {
  const call = 'remind' as const;
  if (remindedAt === undefined && acknowledgedBy === undefined)
    return { at: new Date((at(openedAt) + at(dueAt)) / 2).toISOString(), call };
  const last = remindedAt !== undefined && at(remindedAt) > at(dueAt) ? remindedAt : dueAt;
  return { at: plusSeconds(last, remindHours * 3600), call };
}
