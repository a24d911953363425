import { plusSeconds } from '../../base/index.ts';
import type { ChannelState, Waiting } from '../../platform/store/index.ts';
import type { RateLimit } from './types.ts';

/** The batches to send now, and when there is more to do. */
export interface BatchPlan {
  readonly batches: readonly (readonly Waiting[])[];
  readonly nextAt: string | undefined;
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
  const { throttledUntil = now } = state;
  if (due.length === 0) return { batches: [], nextAt: undefined };
  if (throttledUntil > now) return { batches: [], nextAt: throttledUntil };
  const ready: Ready[] = [];
  const later: string[] = [];
  const threads = Map.groupBy(due, ({ message: { id, kind, thread } }) =>
    urgent.has(kind) || thread === undefined ? `${id}!` : thread,
  );
  for (const [thread, all] of threads) {
    const spoken = state.threads[thread] ?? [];
    const last = spoken.at(-1);
    if (last === undefined) {
      ready.push({ batch: all.slice(0, 1), all });
      if (all.length > 1) later.push(plusSeconds(now, windowSeconds));
      continue;
    }
    const until = plusSeconds(last, spoken.length >= flaps ? hour : windowSeconds);
    if (until <= now) ready.push({ batch: all, all });
    else later.push(until);
  }
  const lately = state.sentAt.filter((at) => plusSeconds(at, stormSeconds) > now);
  const heard = lately.length >= storm ? ready.filter(isUrgent) : ready;
  if (heard.length < ready.length) later.push(plusSeconds(lately[0] ?? now, stormSeconds));
  const batches = heard.length > storm ? [stormOf(heard)] : heard.map(({ batch }) => batch);
  const { allowed, freeAt } = allowance(state.sentAt, now, limits);
  if (batches.length > 0 && freeAt !== undefined) later.push(freeAt);
  return { batches: batches.slice(0, allowed), nextAt: later.toSorted()[0] };
}

/** A thread that may be heard: what leaves of it now, and all that waits in it. */
interface Ready {
  readonly batch: readonly Waiting[];
  readonly all: readonly Waiting[];
}

function isUrgent({ batch }: Ready): boolean {
  return batch.every(({ message }) => urgent.has(message.kind));
}

/** All that waits in the threads that would be heard now, in the order in which it came. */
function stormOf(ready: readonly Ready[]): readonly Waiting[] {
  return ready
    .flatMap(({ all }) => all)
    .toSorted((one, other) => (one.message.createdAt < other.message.createdAt ? -1 : 1));
}

/** Gives how many batches may be sent now; if none, when the last limit that is used up leaves room for one. */
export function allowance(
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
