import { at, plusSeconds } from '../../base/index.ts';
import type { Drift } from '../../model/index.ts';
import type { WriteRecord } from '../../platform/store/index.ts';
import type { Direction } from './direction.ts';
import { isSame } from './setting-paths.ts';
import type { FreezeWindow } from './types.ts';

/** The most writes for one policy to one resource within a day; beyond that it is a remediation loop. */
const mostAttempts = 3;

const attemptsSeconds = 24 * 3600;

/** Between two of them. */
const coolDownSeconds = 600;

/** Seconds to wait where nothing says when a guard ends. */
const lookAgainSeconds = 300;

/** The facts that guards check. The history is from our own journal of writes, never from an event. */
export interface GuardFacts {
  readonly now: string;
  readonly by: 'auto' | 'people';
  readonly policy: string;
  readonly stopped: boolean;
  readonly optedOut: boolean;
  /** A lock that forbids the write. */
  readonly lock?: string;
  readonly freezes: readonly FreezeWindow[];
  /** Until when a change is announced on the resource: somebody works on it. */
  readonly announcedUntil?: string;
  readonly direction: Direction;
  /** Our writes to the resource, oldest first. */
  readonly writes: readonly WriteRecord[];
  /** Whether a place is left under the hourly caps on writes. */
  readonly hasPlace: boolean;
}

/** `wait`: it may go on later by itself. `stop`: people have to look at it; `looped`: because something changes the setting back. */
export type Guarded =
  | { readonly kind: 'go' }
  | { readonly kind: 'wait'; readonly until: string; readonly why: string }
  | { readonly kind: 'stop'; readonly why: string; readonly looped?: true };

/** Whether a plan may be carried out now. */
export function checkGuards(facts: GuardFacts): Guarded {
  const { by, optedOut, lock, direction } = facts;
  if (optedOut) return stop('a tag opts the resource out of remediation');
  if (direction === 'widens') return stop('the plan would open the resource further');
  if (by === 'auto' && direction === 'unknown')
    return stop('it is unknown whether the plan would open the resource further, so people must decide');
  if (by === 'auto' && direction === 'cuts-off')
    return stop('the plan may cut users off, so people must decide');
  if (lock !== undefined) return stop(`the lock ${lock} forbids the write`);
  const looped = loopOf(facts);
  if (looped) return looped;
  const until = waitOf(facts);
  return until ? { kind: 'wait', ...until } : { kind: 'go' };
}

/** Detects a remediation loop: several writes of ours for one policy in a day. One more would not end it. */
function loopOf({ now, policy, writes }: GuardFacts): Guarded | undefined {
  const since = at(now) - attemptsSeconds * 1000;
  const recent = attemptsOf(writes, policy).filter(({ intent }) => at(intent.at) > since);
  return recent.length >= mostAttempts
    ? {
        ...stop(
          `it was remediated ${recent.length} times within a day, and the setting was changed back each time`,
        ),
        looped: true,
      }
    : undefined;
}

/** Gives the wait while the kill switch is thrown. */
export function waitForSwitch(now: string): { readonly until: string; readonly why: string } {
  return { until: plusSeconds(now, lookAgainSeconds), why: 'the kill switch stops all writes' };
}

function waitOf(facts: GuardFacts): { readonly until: string; readonly why: string } | undefined {
  const { now, by, policy, stopped, freezes, announcedUntil, writes } = facts;
  if (stopped) return waitForSwitch(now);
  const frozen = freezes.find(({ from, until }) => at(from) <= at(now) && at(now) < at(until));
  if (frozen) return { until: frozen.until, why: 'a freeze window is in effect' };
  if (announcedUntil !== undefined && by === 'auto' && at(now) < at(announcedUntil))
    return { until: announcedUntil, why: 'a change of the resource is announced' };
  const last = attemptsOf(writes, policy).at(-1)?.intent.at;
  const cooled = last === undefined ? now : plusSeconds(last, coolDownSeconds);
  if (at(cooled) > at(now)) return { until: cooled, why: 'the resource was written to a short time ago' };
  return facts.hasPlace ? undefined : waitForPlace(now);
}

/** Gives the wait while as many writes have been made as an hour allows. */
export function waitForPlace(now: string): { readonly until: string; readonly why: string } {
  return { until: plusSeconds(now, lookAgainSeconds), why: 'the hourly limit of writes is reached' };
}

/** Selects the writes that reached Azure, or may have. */
function attemptsOf(writes: readonly WriteRecord[], policy: string): readonly WriteRecord[] {
  return writes.filter(
    ({ intent, end }) => intent.kind === 'apply' && intent.policy === policy && mayHaveReached(end),
  );
}

/** Tells whether a write has reached Azure, or may have: what Azure refused, or could not carry out, has changed nothing. */
function mayHaveReached(end: WriteRecord['end']): boolean {
  return end === undefined || end.result === 'applied' || end.result === 'unfinished';
}

/** Whether a drift is what a write of ours led to: it shows values that we have written before it. */
export function isOwnChange(drift: Drift, writes: readonly WriteRecord[]): boolean {
  return writes.some(
    ({ intent, operation, end }) =>
      mayHaveReached(end) &&
      // The event of a change may come before we learn that its operation has ended.
      at(operation?.at ?? end?.at ?? drift.recordedAt) <= at(drift.recordedAt) &&
      (operation !== undefined || end !== undefined) &&
      drift.after.some(({ path, value }) =>
        intent.changes.some((change) => change.path === path && isSame(change.after, value)),
      ),
  );
}

/** Whether people have reverted what was written for a policy: then only people may have it written again. */
export function wasReverted(writes: readonly WriteRecord[], policy: string): boolean {
  const applied = writes.filter(({ intent, end }) => intent.policy === policy && end?.result === 'applied');
  return applied.at(-1)?.intent.kind === 'revert';
}

function stop(why: string) {
  return { kind: 'stop', why } as const;
}
