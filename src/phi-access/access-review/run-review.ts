import { day, minute, plus } from '../../base/index.ts';
import type { CollectionStatus, CollectPorts, Pace } from '../collection/index.ts';
import { collectLogs, historyDays, usualPace } from '../collection/index.ts';
import { notifyAnomalies } from './notify-anomalies.ts';
import type { ReviewPorts } from './ports.ts';
import type { Depth, DetectionRun } from './run-detection.ts';
import { runDetection, statisticsAreDue } from './run-detection.ts';

interface AccessReviewRun extends DetectionRun {
  readonly statuses: ReadonlyMap<string, CollectionStatus>;
  readonly notified: number;
}

/** A function may run for ten minutes: what is left is for the next. */
const longestCollecting = 6 * minute;

/** Longer than the detectors look back, by what the longest window takes. */
const keptDays = historyDays + 3;

/**
 * Looks at who reads PHI: brings the profiles up to the logs, evaluates the hours that changed, and tells of what is found. It is done again from
 * where it stands, whatever ended the last run.
 */
export async function reviewAccess(
  depth: Depth,
  ports: ReviewPorts,
  pace: Pace = paceFrom(ports),
): Promise<AccessReviewRun> {
  const standings = await collectLogs(ports, pace);
  // While the past is read for the first time, nothing is known of what is usual.
  const reading = [...standings.values()].some(({ kind }) => kind === 'behind');
  const evaluated = reading ? { findings: 0, changed: [] } : await runDetection(depth, standings, ports);
  const notified = await notifyAnomalies(ports);
  return { ...evaluated, statuses: standings, notified };
}

/** Does what is due of it: the rules each time, and then, once an hour, all detectors. Both collect within the time of one run. */
export async function reviewDue(ports: ReviewPorts): Promise<void> {
  const pace = paceFrom(ports);
  await reviewAccess('rules', ports, pace);
  if (await statisticsAreDue(ports)) await reviewAccess('all', ports, pace);
}

function paceFrom({ clock }: Pick<ReviewPorts, 'clock'>): Pace {
  return { ...usualPace, until: plus(clock.now().toISOString(), longestCollecting) };
}

/** Removes profiles that no baseline needs: they are PHI. Returns how many rows that were. */
export async function purgeProfiles({
  queries,
  profiles,
  clock,
}: Pick<CollectPorts, 'queries' | 'profiles' | 'clock'>): Promise<number> {
  const before = plus(clock.now().toISOString(), -keptDays * day);
  let count = 0;
  for (const { name } of queries) count += await profiles.purge(name, before);
  return count;
}
