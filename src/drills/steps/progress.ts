import { plusSeconds } from '../../base/index.ts';
import { parseResourceId } from '../../model/index.ts';
import { failureReason, isTransient, waitOf } from '../../platform/azure/index.ts';
import type { ReadFailure, WriteOutcome } from '../../platform/azure/index.ts';
import type { ComponentRun, DrillCheck } from '../model/index.ts';

/** Seconds after which something under way is looked at again, where Azure names no time. */
export const usualPause = 15;

/** The same where another operation holds the resource. */
const busyPause = 30;

/** Tries of one write whose answer was lost or that was refused for a while. With the pauses that is about an hour. */
const mostTries = 40;

export function failed(run: ComponentRun, why: string): ComponentRun {
  return { ...without(run, 'nextAt', 'operation'), status: 'failed', why };
}

/** The same where nothing was made, and nothing is to come. */
export function failedForGood(run: ComponentRun, why: string): ComponentRun {
  return failed(without(run, 'intent'), why);
}

export function later(run: ComponentRun, now: string, seconds: number = usualPause): ComponentRun {
  return { ...run, nextAt: plusSeconds(now, Math.max(1, seconds)) };
}

export function without<K extends keyof ComponentRun>(
  run: ComponentRun,
  ...keys: readonly K[]
): Omit<ComponentRun, K> {
  const rest: Partial<ComponentRun> = { ...run };
  for (const key of keys) delete rest[key];
  return rest as Omit<ComponentRun, K>;
}

/** Understands a read that failed: the step waits, or has failed. The reason names the right that is missing. */
export function afterRead(run: ComponentRun, id: string, failure: ReadFailure, now: string): ComponentRun {
  if (isTransient(failure))
    return again(run, `${id} could not be read: ${failureReason(failure)}`, now, waitOf(failure));
  const right = failure.kind === 'denied' ? ` ${neededRights(actionOf(id, 'read'))}` : '';
  return failed(run, `${id} could not be read: ${failure.reason}${right}`);
}

/** Understands the outcome of a write; undefined: it is accepted or done. */
export function afterWrite(
  run: ComponentRun,
  { id, actions }: { readonly id: string; readonly actions: readonly string[] },
  outcome: WriteOutcome,
  now: string,
): ComponentRun | undefined {
  switch (outcome.kind) {
    case 'done':
      return undefined;
    case 'throttled':
      return later(run, now, outcome.retryAfterSeconds);
    case 'busy':
      // It may be our own operation, whose answer was lost: that may take hours, and the plan says how long a drill may take.
      return later(run, now, busyPause);
    case 'changed':
    case 'uncertain':
      return again(run, `the write of ${id} came to no end: ${outcome.why}`, now, usualPause);
    case 'denied':
      return refused(run, `the write of ${id} was refused: ${outcome.why} ${neededRights(...actions)}`);
    default:
      return refused(run, `the write of ${id} was refused: ${outcome.why}`);
  }
}

/** Ends a step whose write was refused: nothing is to come, unless an earlier try of it may have been taken: its answer was lost. */
function refused(run: ComponentRun, why: string): ComponentRun {
  return run.tries === 0 ? failedForGood(run, why) : failed(run, why);
}

/** Waits and tries again, but not for ever. */
function again(run: ComponentRun, why: string, now: string, seconds: number): ComponentRun {
  const tries = run.tries + 1;
  return tries > mostTries ? failed(run, why) : later({ ...run, tries }, now, seconds || usualPause);
}

/** `Microsoft.Sql/servers/databases/write` */
export function actionOf(id: string, verb: string): string {
  return `${parseResourceId(id)?.type ?? id}/${verb}`;
}

/** The end of a reason where a right is missing. */
export function neededRights(...actions: readonly string[]): string {
  return `(the identity of drills needs ${actions.join(', ')})`;
}

/** The end of a step: with a check that failed it has failed. */
export function finished(run: ComponentRun, checks: readonly DrillCheck[], now: string): ComponentRun {
  const all = [...run.checks, ...checks];
  const bad = all.find(({ outcome }) => outcome === 'failed');
  const rest = { ...without(run, 'nextAt', 'operation'), checks: all };
  if (bad) return { ...rest, status: 'failed', why: `${bad.name}: ${bad.detail}` };
  const passed = all.some(({ outcome }) => outcome === 'passed');
  return { ...rest, status: 'done', ...(passed && { checkedAt: now }) };
}
