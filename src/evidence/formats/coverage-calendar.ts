import { at, hour, hourOf } from '../../base/index.ts';
import type { CoveredHours, Period } from '../model/index.ts';

/** One hour of a log, from its start on. */
export interface CalendarCell {
  /** Start of the hour, ISO 8601 in UTC. */
  readonly hour: string;
  readonly cell: 'covered' | 'gap';
  /** The reason of a gap. */
  readonly reason?: string;
}

/** Returns each hour of a period in UTC for one log. An hour of which any part was not read is a gap. */
export function calendarOf(period: Period, { gaps }: Pick<CoveredHours, 'gaps'>): readonly CalendarCell[] {
  const sorted = gaps.toSorted((one, other) => at(one.from) - at(other.from));
  const cells: CalendarCell[] = [];
  let next = 0;
  for (let start = at(hourOf(period.from)); start < at(period.to); start += hour) {
    let gap = sorted[next];
    while (gap && at(gap.to) <= start) gap = sorted[(next += 1)];
    const name = new Date(start).toISOString();
    if (gap && at(gap.from) < start + hour) cells.push({ hour: name, cell: 'gap', reason: gap.reason });
    else cells.push({ hour: name, cell: 'covered' });
  }
  return cells;
}

/** Writes the covered part in percent with two digits, `99.77`. It is rounded down: a gap never reads as 100. Of no hours: empty. */
export function percentOf({ hours, covered }: Pick<CoveredHours, 'hours' | 'covered'>): string {
  return hours === 0 ? '' : (Math.floor((covered * 10_000) / hours) / 100).toFixed(2);
}

/** Counts the hours of a gap, each that it touches. */
export function hoursOf({ from, to }: Period): number {
  return Math.max(0, Math.ceil((at(to) - at(hourOf(from))) / hour));
}
