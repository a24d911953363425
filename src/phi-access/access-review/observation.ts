import type { Interval } from '../../base/index.ts';
import { day, hour, intervalsOf, plus } from '../../base/index.ts';
import type { Profiles } from '../../platform/store/index.ts';
import type { AccessQuery } from '../collection/index.ts';
import type { Detection } from '../detectors/index.ts';
import { createDetection } from '../detectors/index.ts';
import type { AccessEvent, AccessHour, Directory } from '../model/index.ts';
import type { SharedTexts } from './string-pool.ts';
import { sharedTexts } from './string-pool.ts';

/** The feed as it is now. */
export interface DirectoryFeed {
  /** A version that differs wherever the content does. */
  readonly version: string;
  readonly directory: Directory;
}

/** An hour of a log that is known: since when it is as it is, and how many rows it has. */
export interface KnownHour {
  readonly query: AccessQuery;
  readonly hour: string;
  readonly askedAt: string;
  readonly rows: number;
}

interface Observation {
  readonly detection: Detection;
  readonly known: readonly KnownHour[];
}

/** Looks at what the profiles hold of an interval. */
export type Observe = (
  interval: Interval,
  feed: DirectoryFeed,
  queries: readonly AccessQuery[],
  profiles: Pick<Profiles, 'versions' | 'between'>,
) => Promise<Observation>;

interface Held {
  readonly version: string;
  readonly watch: Detection;
  readonly texts: SharedTexts;
  readonly known: Map<AccessQuery, Map<string, KnownHour>>;
  forgotten: string;
}

/**
 * Reads profiles into what detectors look at, and keeps that: the next time, only hours that were replaced since are read. One a process, as it
 * takes the memory of what five weeks hold. Who people are decides how their hours are kept: with another feed, all are read again.
 */
export function createObserver(): Observe {
  let held: Held | undefined;
  return async (interval, { version, directory }, queries, profiles) => {
    if (held?.version !== version)
      held = {
        version,
        watch: createDetection(directory),
        texts: sharedTexts(),
        known: new Map(),
        forgotten: interval.from,
      };
    const current = held;
    // What fails half-way is not known: then all is read again.
    held = undefined;
    if (interval.from >= plus(current.forgotten, day)) {
      current.watch.forget(interval.from);
      current.texts.clear();
      current.forgotten = interval.from;
    }
    for (const query of queries) {
      const known = current.known.get(query) ?? new Map<string, KnownHour>();
      current.known.set(query, known);
      await renew({ query, known }, interval, current, profiles);
    }
    held = current;
    return {
      detection: current.watch,
      known: [...current.known.values()].flatMap((each) => [...each.values()]),
    };
  };
}

async function renew(
  { query, known }: { readonly query: AccessQuery; readonly known: Map<string, KnownHour> },
  { from, to }: Interval,
  { watch, texts }: Pick<Held, 'watch' | 'texts'>,
  profiles: Pick<Profiles, 'versions' | 'between'>,
): Promise<void> {
  for (const start of known.keys()) if (start < from) known.delete(start);
  const changed: string[] = [];
  for await (const { hour: start, askedAt } of profiles.versions(query.name, from, to))
    if (known.get(start)?.askedAt !== askedAt) changed.push(start);
  for (const part of widened(changed)) {
    for await (const { hour: start, askedAt, rows } of profiles.between<AccessHour | AccessEvent>(
      query.name,
      part.from,
      part.to,
    )) {
      known.set(start, { query, hour: start, askedAt, rows: rows.length });
      watch.put(
        rows.flatMap((row) => ('hour' in row ? texts.hour(row) : [])),
        rows.flatMap((row) => ('hour' in row ? [] : texts.event(row))),
      );
    }
  }
}

/** Joins hours into wider intervals: a few reads of more are better than many of little. */
function widened(hours: readonly string[]): readonly Interval[] {
  const joined: { from: string; to: string }[] = [];
  for (const { from, to } of intervalsOf(hours, Infinity)) {
    const last = joined.at(-1);
    if (last && from < plus(last.to, day)) last.to = to;
    else joined.push({ from, to });
  }
  return joined;
}

/** The hours that were replaced at or after a moment, as one interval; undefined: there are none. */
export function changedSince(known: readonly KnownHour[], moment: string): Interval | undefined {
  const starts = known
    .filter(({ askedAt }) => askedAt >= moment)
    .map((each) => each.hour)
    .toSorted();
  const [first, last] = [starts.at(0), starts.at(-1)];
  return first === undefined || last === undefined ? undefined : { from: first, to: plus(last, hour) };
}
