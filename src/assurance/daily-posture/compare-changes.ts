import { minute, plus } from '../../base/index.ts';
import type { Drift } from '../../model/index.ts';
import type { DetectedChange } from '../../platform/azure/index.ts';
import type { Compared } from './daily-posture.ts';

/** Azure notices a change some minutes after it was made. */
const slackMinutes = 15;

/** A full scan finds what changed at any time since the one before. */
const scanHours = 25;

/**
 * Looks for each drift by a change of a resource in Azure's own history of changes. One that is not there is listed: a change of a child resource, of which
 * Azure keeps no history, is among them.
 */
export function compareChanges(
  drifts: readonly Pick<Drift, 'id' | 'resourceId' | 'eventTime' | 'readAt'>[],
  changes: readonly DetectedChange[],
): Required<Pick<Compared, 'count' | 'independent'>> {
  const byResource = Map.groupBy(changes, ({ resourceId }) => resourceId.toLowerCase());
  const unexplained = drifts.filter(({ resourceId, eventTime, readAt }) => {
    const from =
      eventTime === undefined
        ? plus(readAt, -scanHours * 60 * minute)
        : plus(eventTime, -slackMinutes * minute);
    const to = plus(readAt, slackMinutes * minute);
    const own = byResource.get(resourceId.toLowerCase()) ?? [];
    return !own.some(({ detectedAt }) => detectedAt >= from && detectedAt <= to);
  });
  return {
    count: drifts.length,
    independent: {
      count: drifts.length - unexplained.length,
      unexplained: unexplained.map(({ id }) => id).toSorted(),
    },
  };
}

/** The times between which Azure's history is to be read for the drifts of a span. */
export function historyOf(from: string, to: string): readonly [from: string, to: string] {
  return [plus(from, -scanHours * 60 * minute), plus(to, slackMinutes * minute)];
}
