import { plusSeconds } from '../../base/index.ts';
import type { ChannelState, Waiting } from '../../platform/store/index.ts';
import type { RateLimit } from './types.ts';

/** The batches to send now, and when there is more to do. */
export interface BatchPlan {
  readonly batches: readonly (readonly Waiting[])[];
  readonly nextAt?: string;
}

/** While a thread has been spoken in so lately, the rest of a burst waits. */
const windowSeconds = 600;

/** A thread that was spoken in so often within an hour flaps: then it is heard once an hour. */
const flaps = 3;

const hour = 3_600;

/** More threads than that at once, or messages within a minute, are a storm: what else comes makes one digest. */
const storm = 10;

const stormSeconds = 60;

/** Not held back by folding: somebody has to act. */
const urgent = new Set(['escalation', 'decision', 'digest', 'canary', 'notice']);

/**
 * Decides what leaves a channel now: of each thread the first at once, the rest of a burst in one digest; of a storm of threads one
 * digest over all; and nothing beyond the channel's limits. Pure: the same for the same state.
 * @param due whose time has come, the earliest first
 */
export function planBatches(
  state: Pick<ChannelState, 'sentAt' | 'threads' | 'throttledUntil'>,
  due: readonly Waiting[],
  now: string,
  limits: readonly RateLimit[],
): BatchPlan {
  if (due.length === 0) return { batches: [] };
  if (state.throttledUntil !== undefined && state.throttledUntil > now)
    return { batches: [], nextAt: state.throttledUntil };
  const ready: (readonly Waiting[])[] = [];
  let nextAt: string | undefined;
  const later = (at: string): void => {
    if (nextAt === undefined || at < nextAt) nextAt = at;
  };
  const threads = Map.groupBy(due, ({ message }) =>
    urgent.has(message.kind) || message.thread === undefined ? `${message.id}!` : message.thread,
  );
  for (const [thread, members] of threads) {
    const spoken = state.threads[thread] ?? [];
    const last = spoken.at(-1);
    if (last === undefined) {
      const [first, ...rest] = members;
      if (first) ready.push([first]);
      if (rest.length > 0) later(plusSeconds(now, windowSeconds));
      continue;
    }
    const until = plusSeconds(last, spoken.length >= flaps ? hour : windowSeconds);
    if (until <= now) ready.push(members);
    else later(until);
  }
  const lately = state.sentAt.filter((at) => plusSeconds(at, stormSeconds) > now);
  const heard = lately.length >= storm ? ready.filter(isUrgent) : ready;
  if (heard.length < ready.length) later(plusSeconds(lately[0] ?? now, stormSeconds));
  const batches = heard.length > storm ? [stormOf(heard, threads)] : heard;
  const { allowed, freeAt } = allowance(state.sentAt, now, limits);
  if (batches.length > allowed && freeAt !== undefined) later(freeAt);
  return { batches: batches.slice(0, allowed), ...(nextAt !== undefined && { nextAt }) };
}

function isUrgent(batch: readonly Waiting[]): boolean {
  return batch.every(({ message }) => urgent.has(message.kind));
}

/** All members of the threads that would be heard now, in the order in which they came. */
function stormOf(
  ready: readonly (readonly Waiting[])[],
  threads: ReadonlyMap<string, readonly Waiting[]>,
): readonly Waiting[] {
  const heard = new Set(ready.flatMap((each) => each.map(({ key }) => key)));
  return [...threads.values()]
    .filter((members) => members.some(({ key }) => heard.has(key)))
    .flat()
    .toSorted((one, other) => (one.message.createdAt < other.message.createdAt ? -1 : 1));
}

/** Gives how many batches may be sent now; if none, when the last limit that is used up leaves room for one. */
function allowance(
  sentAt: readonly string[],
  now: string,
  limits: readonly RateLimit[],
): { readonly allowed: number; readonly freeAt: string | undefined } {
  let allowed = Infinity;
  const freeAt: string[] = [];
  for (const { count, seconds } of limits) {
    const recent = sentAt.filter((at) => plusSeconds(at, seconds) > now);
    const inTheWay = recent.at(-count);
    if (inTheWay !== undefined) freeAt.push(plusSeconds(inTheWay, seconds));
    allowed = Math.min(allowed, Math.max(0, count - recent.length));
  }
  return { allowed, freeAt: freeAt.toSorted().at(-1) };
}

/** The state of a channel once a batch has left. What is older than an hour is forgotten. */
export function afterSending(
  state: ChannelState,
  batch: readonly Waiting[],
  now: string,
): Pick<ChannelState, 'sentAt' | 'threads'> {
  const since = plusSeconds(now, -hour);
  const recent = (times: readonly string[]) => times.filter((at) => at > since);
  const spoken = new Set(batch.flatMap(({ message }) => message.thread ?? []));
  const threads = new Map(
    Object.entries(state.threads)
      .map(([thread, times]) => [thread, recent(times)] as const)
      .filter(([, times]) => times.length > 0),
  );
  for (const thread of spoken) threads.set(thread, [...(threads.get(thread) ?? []), now]);
  return { sentAt: [...recent(state.sentAt), now], threads: Object.fromEntries(threads) };
}
