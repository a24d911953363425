import { hour, minute, plus } from './instant.ts';

/** Moments here are ISO 8601 in UTC with milliseconds, which sorts as text. */

/** Start of the hour in which a moment lies. */
export function hourOf(moment: string): string {
  return new Date(Math.floor(Date.parse(moment) / hour) * hour).toISOString();
}

/** From inclusive, to exclusive. */
export interface Interval {
  readonly from: string;
  readonly to: string;
}

/** Hours joined to intervals of those that follow each other, each of at most so many hours. */
export function intervalsOf(hours: Iterable<string>, most: number): readonly Interval[] {
  const found: { from: string; to: string }[] = [];
  for (const start of [...new Set(hours)].toSorted()) {
    const last = found.at(-1);
    if (last?.to === start && Date.parse(start) - Date.parse(last.from) < most * hour)
      last.to = plus(start, hour);
    else found.push({ from: start, to: plus(start, hour) });
  }
  return found;
}

/** An interval in two, at a full hour, or at a full minute where it is no longer than an hour. Undefined: it is not divided further. */
export function halvesOf({ from, to }: Interval): readonly [Interval, Interval] | undefined {
  const length = Date.parse(to) - Date.parse(from);
  if (length <= minute) return undefined;
  const unit = length > hour ? hour : minute;
  const middle = new Date(Math.floor((Date.parse(from) + length / 2) / unit) * unit).toISOString();
  const at = middle > from ? middle : plus(from, length / 2);
  return [
    { from, to: at },
    { from: at, to },
  ];
}
