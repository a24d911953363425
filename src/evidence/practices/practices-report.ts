import type { DailyPosture } from '../../assurance/daily-posture/index.ts';
import { daysAfter } from '../../base/index.ts';
import type { SafeguardStatus } from '../../model/index.ts';
import type { Control } from '../../rules/controls/index.ts';

/** A safeguard over twelve months. */
export interface PracticeRow {
  readonly id: string;
  readonly title: string;
  /** Controls of NIST SP 800-53 that it rests on: standards under section 2(c)(15) of the NIST Act are recognized security practices. */
  readonly nist80053: readonly string[];
  /** Days of each status. */
  readonly days: Readonly<Partial<Record<SafeguardStatus, number>>>;
  /** The days up to the end on which every proof was on record, without a break. A risk that somebody accepted breaks it. */
  readonly unbroken: number;
}

export interface PracticesReport {
  readonly law: string;
  /** The place that the postures were read from. */
  readonly source: 'ledger' | 'table';
  readonly from: string;
  readonly to: string;
  /** Days of the twelve months, and those of which the posture is on record. */
  readonly days: number;
  readonly onRecord: number;
  /** Days without a posture on record. They count for no status. */
  readonly missing: readonly string[];
  readonly practices: readonly PracticeRow[];
  readonly basis: string;
}

const law =
  'Public Law 116-321, section 1 (42 U.S.C. 17941): whether recognized security practices were in place for not less than the previous 12 months';

const basis =
  'This is what settings and records showed day by day. It is no finding that a practice was in place: people have to show that, and HHS decides.';

/** Counts, for the twelve months before a day, how each safeguard stood on each day. */
export function practicesReport(
  to: string,
  { source, postures }: Pick<PracticesReport, 'source'> & { readonly postures: readonly DailyPosture[] },
  controls: readonly Pick<Control, 'id' | 'title' | 'nist80053'>[],
): PracticesReport {
  const from = yearBefore(to);
  const days = daysBetween(from, to);
  const byDay = new Map(postures.map((posture) => [posture.id, posture]));
  const known = days.flatMap((each) => byDay.get(each) ?? []);
  return {
    law,
    source,
    from,
    to,
    days: days.length,
    onRecord: known.length,
    missing: days.filter((each) => !byDay.has(each)),
    practices: controls
      .filter(({ id, nist80053 }) => nist80053.length > 0 && !id.startsWith('own/'))
      .map(({ id, title, nist80053 }) => {
        const statuses = days.map((each) => byDay.get(each)?.safeguards.find((one) => one.id === id)?.status);
        return { id, title, nist80053, days: countsOf(statuses), unbroken: unbrokenIn(statuses) };
      }),
    basis,
  };
}

function countsOf(statuses: readonly (SafeguardStatus | undefined)[]): PracticeRow['days'] {
  const counts: Partial<Record<SafeguardStatus, number>> = {};
  for (const status of statuses) if (status) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** A day that is not on record ends it: nobody knows how it stood. */
function unbrokenIn(statuses: readonly (SafeguardStatus | undefined)[]): number {
  const broken = statuses.findLastIndex((status) => status !== 'proofs-on-record');
  return statuses.length - 1 - broken;
}

/** A year before a day. */
export function yearBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCFullYear(date.getUTCFullYear() - 1);
  return date.toISOString().slice(0, 10);
}

/** The days from one on and before another. */
function daysBetween(from: string, to: string): readonly string[] {
  const days: string[] = [];
  for (let each = `${from}T00:00:00.000Z`; each.slice(0, 10) < to; each = daysAfter(each, 1))
    days.push(each.slice(0, 10));
  return days;
}
