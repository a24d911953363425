import type { DailyPosture } from '../../assurance/daily-posture/index.ts';
import { counted } from '../../base/index.ts';
import type { Period, Population } from '../model/index.ts';
import type { PeriodMember } from './members-of-period.ts';

type Reconciliation = Pick<Population, 'independent' | 'unreconciled'>;

const historySource =
  "Azure's own history of changes (resourcechanges), compared each day; it keeps none of child resources";

/**
 * Puts beside the changes of a period those that Azure has in its own history, as they were compared day by day by when they were put on record: Azure
 * keeps 14 days alone. A change of a time that was not compared is unexplained.
 */
export function reconcileChanges(
  members: readonly Pick<PeriodMember, 'id' | 'at' | 'recordedAt'>[],
  days: readonly DailyPosture[],
): Reconciliation {
  const compared = days.flatMap(({ changes }) => (changes.independent ? [changes] : []));
  const recorded = members.map(({ recordedAt, at }) => recordedAt ?? at);
  const isCompared = (time: string) => compared.some(({ from, to }) => time >= from && time < to);
  if (compared.length === 0) return { unreconciled: whyNone(days.map(({ changes }) => changes.why)) };
  const missing = new Set(compared.flatMap(({ independent }) => independent?.unexplained ?? []));
  const unexplained = members.filter(({ id }, n) => missing.has(id) || !isCompared(recorded[n] ?? ''));
  return {
    independent: {
      source: historySource,
      count: members.length - unexplained.length,
      unexplained: unexplained.map(({ id }) => id).toSorted(),
    },
  };
}

/**
 * Puts beside the resources of a period those that Resource Graph listed on its last day. Where the ledger tells of others than phiwatch knew on that day,
 * nothing is compared: whoever reads the list must not take it for complete.
 */
export function reconcileResources(
  count: number,
  days: readonly DailyPosture[],
  { from, to }: Period,
): Reconciliation {
  const last = days.findLast(({ at }) => at >= from && at < to);
  const { count: known, all = known, independent, why } = last?.phiResources ?? { count: 0 };
  if (!last || !independent) return { unreconciled: whyNone([why]) };
  if (all !== count)
    return {
      unreconciled: `the ledger tells of ${counted(count, 'resource')}, and phiwatch knew ${all} on ${last.id}: tags that changed later, moved resources and those that no policy evaluates make the difference. Of types that Resource Graph lists phiwatch knew ${known} then, and the graph ${independent.count}; ${independent.unexplained.length} differ`,
    };
  return {
    independent: {
      source: `Resource Graph on ${last.id}, of the types that it lists, by tags and settings: phiwatch knew ${known} of these`,
      count: independent.count,
      unexplained: independent.unexplained,
    },
  };
}

function whyNone(reasons: readonly (string | undefined)[]): string {
  const why = reasons.findLast((each) => each !== undefined);
  return `no day of the period was compared${why === undefined ? '' : `: ${why}`}`;
}
