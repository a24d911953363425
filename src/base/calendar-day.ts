/** Days of the calendar, as `2026-03-01`: deadlines count them, whatever clocks do. */

const dayMilliseconds = 24 * 3600 * 1000;

/** Where the day begins last: what has no time zone is dated by it, so that no discovery is dated too late. */
export const lastZone = 'Etc/GMT+12';

/** The day that a moment lies in, by the calendar on the wall of a time zone (IANA). */
export function dayIn(moment: string, timeZone: string): string {
  const { year, month, day } = wall(Date.parse(moment), timeZone);
  return `${year}-${month}-${day}`;
}

/** So many days later. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMilliseconds).toISOString().slice(0, 10);
}

/** Days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMilliseconds;
}

/** The moment at which a day begins there, ISO 8601: midnight, or what follows it where clocks leave midnight out. */
export function startOf(day: string, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const offsets = [-dayMilliseconds, 0, dayMilliseconds].map((by) => offsetAt(midnight + by, timeZone));
  const starts = [...new Set(offsets)]
    .map((offset) => midnight - offset)
    .filter((start) => dayIn(new Date(start).toISOString(), timeZone) === day);
  return new Date(Math.min(...starts)).toISOString();
}

/** Milliseconds by which the clock on the wall is ahead of UTC. */
function offsetAt(time: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wall(time, timeZone);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - time;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** To make one takes longer than to use it a thousand times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}

function wall(time: number, timeZone: string) {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(time)
      .map(({ type, value }) => [type, value]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}
