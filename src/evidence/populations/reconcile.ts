import type { DailyPosture } from '../../assurance/daily-posture/index.ts';
import { counted } from '../../base/index.ts';
import type { Period, Population } from '../model/index.ts';
import type { PeriodMember } from './members-of-period.ts';

type Reconciliation = Pick<Population, 'independent' | 'unreconciled'>;

const historySource =
  "Azure's own history of changes (resourcechanges), compared each day; it keeps none of child resources";

/**
 * Puts beside the changes of a period those that Azure has in its own history, as they were compared day by day: Azure keeps 14 days alone.
 * A change of a time that was not compared is unexplained.
 */
export function reconcileChanges(
  members: readonly Pick<PeriodMember, 'id' | 'at'>[],
  days: readonly DailyPosture[],
  period: Period,
): Reconciliation {
  const compared = days.filter(({ changes }) => changes.independent && overlaps(changes, period));
  if (compared.length === 0) return { unreconciled: whyNone(days.map(({ changes }) => changes.why)) };
  const missing = new Set(compared.flatMap(({ changes }) => changes.independent?.unexplained ?? []));
  const isCompared = ({ at }: Pick<PeriodMember, 'at'>): boolean =>
    compared.some(({ changes: { from, to } }) => at >= from && at < to);
  const unexplained = members.filter((member) => missing.has(member.id) || !isCompared(member));
  return {
    independent: {
      source: historySource,
      count: members.length - unexplained.length,
      unexplained: unexplained.map(({ id }) => id).toSorted(),
    },
  };
}

/** Puts beside the resources of a period those that Resource Graph listed on its last day. */
export function reconcileResources(days: readonly DailyPosture[], { from, to }: Period): Reconciliation {
  const last = days.findLast(({ at }) => at >= from && at < to);
  const { independent, why } = last?.phiResources ?? {};
  if (!last || !independent) return { unreconciled: whyNone([why]) };
  return {
    independent: {
      source: `Resource Graph on ${last.id}, of types that it lists, by tags and settings; phiwatch knew ${counted(last.phiResources.count, 'such resource')} then`,
      count: independent.count,
      unexplained: independent.unexplained,
    },
  };
}

function overlaps(span: Period, { from, to }: Period): boolean {
  return span.from < to && span.to > from;
}

function whyNone(reasons: readonly (string | undefined)[]): string {
  const why = reasons.findLast((each) => each !== undefined);
  return `no day of the period was compared${why === undefined ? '' : `: ${why}`}`;
}
