import type { Profiles } from '../store/types.ts';
import { notCovered } from './coverage.ts';
import type { Interval } from './moments.ts';
import type { AccessQuery } from './queries/index.ts';
import type { AccessHour, Directory, Source } from './types.ts';

/** What could not be checked with the feeds and the logs of an interval, in sentences. */
export async function unchecked(
  { from, to }: Interval,
  directory: Directory,
  { queries, profiles }: { readonly queries: readonly AccessQuery[]; readonly profiles: Profiles },
): Promise<readonly string[]> {
  const sources = new Set<Source>();
  const hours: AccessHour[] = [];
  for (const { name, source, shape } of queries)
    for await (const { rows } of profiles.between<AccessHour>(name, from, to)) {
      if (rows.length > 0) sources.add(source);
      // Patients are of no concern here, and are most of what an hour holds.
      if (shape === 'hours') hours.push(...rows.map((row) => ({ ...row, patients: [] })));
    }
  return notCovered({ directory, sources, hours });
}
