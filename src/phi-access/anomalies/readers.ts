import { day, hour, hourOf, plus } from '../../base/index.ts';
import type { Profiles, Watermarks } from '../../platform/store/index.ts';
import type { AccessQuery } from '../collection/index.ts';
import { watermarkOf } from '../collection/index.ts';
import type { AccessHour } from '../model/index.ts';

/** The number of principals who read a resource, and of their reads: as far as its logs tell. */
export interface Readers {
  readonly principals: number;
  readonly reads: number;
  /** Counted from the start of this hour. */
  readonly since: string;
  /** The time up to which its logs were taken in; what came later is not known. */
  readonly until: string;
}

/** The longest time that is looked back: a message waits for the answer. */
const longest = 3 * day;

/**
 * Counts who has read a resource, or what lies below it, from one moment to another, by whole hours. Undefined: no log
 * of it is known from then, or from the day before.
 */
export async function readersOf(
  resourceId: string,
  from: string,
  to: string,
  {
    queries,
    profiles,
    watermarks,
  }: {
    readonly queries: readonly AccessQuery[];
    readonly profiles: Profiles;
    readonly watermarks: Pick<Watermarks, 'read'>;
  },
): Promise<Readers | undefined> {
  const wanted = resourceId.toLowerCase();
  const earliest = plus(to, -longest);
  const since = hourOf(from > earliest ? from : earliest);
  const principals = new Set<string>();
  let reads = 0;
  let until: string | undefined;
  for (const { name, shape } of queries) {
    if (shape !== 'hours') continue;
    let isLogged = false;
    for await (const { rows } of profiles.between<AccessHour>(
      name,
      plus(since, -day),
      plus(hourOf(to), hour),
    ))
      for (const row of rows) {
        if (row.resource !== wanted && !row.resource.startsWith(`${wanted}/`)) continue;
        isLogged = true;
        if (row.hour < since || row.reads === 0) continue;
        principals.add(row.principal);
        reads += row.reads;
      }
    if (!isLogged) continue;
    // Of several logs, the one that is furthest behind says how far is known.
    const read = (await watermarks.read(watermarkOf(name)))?.value ?? since;
    if (until === undefined || read < until) until = read;
  }
  return until === undefined ? undefined : { principals: principals.size, reads, since, until };
}
