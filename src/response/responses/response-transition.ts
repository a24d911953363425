import { at, plusSeconds } from '../../base/index.ts';
import type { ResponsePorts } from './ports.ts';
import type { Response, ResponseStep } from './response.ts';
import { noteStep } from './step-events.ts';

/** The changes to a response, and the step that records them. `undefined` removes a property. */
export interface ResponseTransition {
  readonly set: { readonly [Name in keyof Response]?: Response[Name] | undefined };
  readonly step: Omit<ResponseStep, 'n' | 'at'>;
}

/** `unchanged`: there is nothing to change any more. */
export type TransitionResult =
  | { readonly kind: 'advanced'; readonly response: Response }
  | { readonly kind: 'unchanged'; readonly response: Response }
  | { readonly kind: 'not-found' };

/** The most tries, as another worker may be first. */
const mostConflicts = 10;

/**
 * Moves a response on by one step from its current state; `decide` is called again if somebody else was first. The schedule is
 * written before the response, so that no response is ever forgotten.
 * @param decide returns undefined if nothing is to be changed
 */
export async function applyTransition(
  id: string,
  { responses, due, clock, published }: Pick<ResponsePorts, 'responses' | 'due' | 'clock' | 'published'>,
  decide: (response: Response, now: string) => ResponseTransition | undefined,
): Promise<TransitionResult> {
  for (let tries = 0; tries < mostConflicts; tries += 1) {
    const found = await responses.read(id);
    if (!found) return { kind: 'not-found' };
    const now = clock.now().toISOString();
    const change = decide(found.value, now);
    if (!change) return { kind: 'unchanged', response: found.value };
    const response = changed(found.value, change, now);
    const { nextAt } = response;
    const { nextAt: before } = found.value;
    if (nextAt !== undefined && nextAt !== before) await due.add({ id, at: nextAt });
    const step: ResponseStep = { n: response.step, at: now, ...change.step };
    await noteStep(id, step, published);
    if ((await responses.save(response, step, found.etag)) === 'conflict') continue;
    if (before !== undefined && nextAt !== before) await due.remove({ id, at: before });
    return { kind: 'advanced', response };
  }
  throw new Error(`response ${id} was changed by others ${mostConflicts} times in a row`);
}

function changed(response: Response, { set }: ResponseTransition, now: string): Response {
  const whole = { ...response, ...set, step: response.step + 1 } as Response;
  const { nextAt: _before, ...rest } = whole;
  const nextAt = nextAction(whole, now)?.at;
  const entries = Object.entries({ ...rest, ...(nextAt !== undefined && { nextAt }) });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as unknown as Response;
}

/** A response that nobody was notified of by then was interrupted by a crash. */
export const leftBehindSeconds = 300;

/** The interval of reminders once a response is overdue. */
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

/** The action that is due by the clock: resume, remind, escalate as overdue, or expire a request for approval. */
type TimedAction = 'resume' | 'remind' | 'overdue' | 'expire';

/** Gives the next action on a response, and when it is due. Undefined: it is closed. */
export function nextAction(
  response: Timed,
  now: string,
): { readonly at: string; readonly call: TimedAction } | undefined {
  const { status, dueAt, snoozedUntil } = response;
  const putting = ofRemediation(response);
  // A closed response may still be reverted.
  if (status === 'closed') return putting;
  if (status === 'open') return { at: plusSeconds(now, leftBehindSeconds), call: 'resume' };
  const calls = [
    reminder(response),
    // An overdue response is escalated once; a snooze does not stop that.
    ...(status === 'waiting' ? [{ at: dueAt, call: 'overdue' as const }] : []),
    ...(putting ? [putting] : []),
  ].map((each) =>
    each.call === 'remind' && snoozedUntil !== undefined && at(each.at) < at(snoozedUntil)
      ? { ...each, at: snoozedUntil }
      : each,
  );
  return calls.toSorted((one, other) => at(one.at) - at(other.at))[0];
}

/** Gives the action on a remediation: to resume it, or to expire its request. */
function ofRemediation({ remediation, request }: Timed) {
  const nextAt = remediation?.nextAt;
  if (nextAt !== undefined) return { at: nextAt, call: 'resume' as const };
  return remediation?.status === 'asked' && request
    ? { at: request.expiresAt, call: 'expire' as const }
    : undefined;
}

/** Half-way to the end of the time allowed, unless somebody has acknowledged it; after the end, every day. */
function reminder({ openedAt, dueAt, remindedAt, acknowledgedBy }: Timed) {
  const call = 'remind' as const;
  if (remindedAt === undefined && acknowledgedBy === undefined)
    return { at: new Date((at(openedAt) + at(dueAt)) / 2).toISOString(), call };
  const last = remindedAt !== undefined && at(remindedAt) > at(dueAt) ? remindedAt : dueAt;
  return { at: plusSeconds(last, remindHours * 3600), call };
}
