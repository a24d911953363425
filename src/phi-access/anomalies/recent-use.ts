import { day, hour, hourOf, minute, plus } from '../../base/index.ts';
import type { Clock } from '../../base/index.ts';
import type { LostUse } from '../../model/index.ts';
import type { Profiles, Watermarks } from '../../platform/store/index.ts';
import type { AccessQuery } from '../collection/index.ts';
import { watermarkOf } from '../collection/index.ts';
import type { AccessHour, LogSourceName } from '../model/index.ts';
import { addUse, countHour, noUse } from './resource-use.ts';
import type { ResourceUse } from './resource-use.ts';

/** The use of a resource that a fix would end: as far as its logs tell. */
export interface RecentUse {
  readonly calls: number;
  /** The number of distinct addresses that they came from, at most {@link mostAddresses}. */
  readonly addresses: number;
  /** The last of the calls; absent: there was none. */
  readonly last?: string;
  /** Counted from the start of this hour: the first of the seven days for which anything of the resource is logged. */
  readonly since: string;
  /** The time up to which its logs were taken in. */
  readonly until: string;
}

/** Logs of what fixes can cut off. */
const logged: ReadonlySet<LogSourceName> = new Set(['blob', 'vault', 'sql']);

const lookedBack = 7 * day;

/** In a storm many ask for the same hours. */
const keptFor = 10 * minute;

interface Ports {
  readonly queries: readonly AccessQuery[];
  readonly profiles: Pick<Profiles, 'between'>;
  readonly watermarks: Pick<Watermarks, 'read'>;
  readonly clock: Pick<Clock, 'now'>;
}

interface LogUse {
  readonly byResource: ReadonlyMap<string, ResourceUse>;
  readonly until: string;
}

/**
 * Counts how much a resource, and what lies below it, was used in the last seven days in a way that a fix would end. Undefined: no log
 * of it is known from then. Of storage, the logs are those of blobs alone.
 */
export function createRecentUse(
  ports: Ports,
): (resourceId: string, kind: LostUse) => Promise<RecentUse | undefined> {
  let kept: { readonly at: number; readonly logs: Promise<readonly LogUse[]> } | undefined;
  const recentLogs = async () => {
    const now = ports.clock.now();
    const at = now.getTime();
    if (!kept || at - kept.at >= keptFor) kept = { at, logs: readLogs(now.toISOString(), ports) };
    try {
      return await kept.logs;
    } catch (error) {
      kept = undefined;
      throw error;
    }
  };
  return async (resourceId, kind) => useOf(resourceId.toLowerCase(), kind, await recentLogs());
}

function useOf(wanted: string, kind: LostUse, logs: readonly LogUse[]): RecentUse | undefined {
  const count = noUse();
  let known: { since: string; until: string } | undefined;
  for (const { byResource, until } of logs)
    for (const [id, { first, counts }] of byResource) {
      if (id !== wanted && !id.startsWith(`${wanted}/`)) continue;
      // Of several logs, the one that is furthest behind says how far is known.
      known = known
        ? { since: earlier(first, known.since), until: earlier(until, known.until) }
        : { since: first, until };
      const found = counts.get(kind);
      if (found) addUse(count, found);
    }
  if (!known) return undefined;
  const { calls, addresses, last } = count;
  return { calls, addresses: addresses.size, ...(last !== undefined && { last }), ...known };
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}

function readLogs(to: string, { queries, profiles, watermarks }: Ports): Promise<readonly LogUse[]> {
  const since = hourOf(plus(to, -lookedBack));
  const wanted = queries.filter(({ shape, source }) => shape === 'hours' && logged.has(source));
  return Promise.all(
    wanted.map(async ({ name }) => {
      const until = (await watermarks.read(watermarkOf(name)))?.value ?? since;
      const byResource = new Map<string, ResourceUse>();
      for await (const { rows } of profiles.between<AccessHour>(name, since, plus(hourOf(to), hour)))
        for (const row of rows) countHour(byResource, row);
      return { byResource, until };
    }),
  );
}
