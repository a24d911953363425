import { day as dayLength } from './instant.ts';
import { wallClock } from './wall-clock.ts';

/** Days of the calendar, as `2026-03-01`: deadlines count them, whatever clocks do. */

/** The time zone in which the day begins last. Things without a time zone are dated by it, so that no discovery is dated too late. */
export const lastZone = 'Etc/GMT+12';

/** The day that a moment lies in, by the calendar on the wall of a time zone (IANA). */
export function dayIn(moment: string, timeZone: string): string {
  const { year, month, day } = wallClock(Date.parse(moment), timeZone);
  return `${year}-${month}-${day}`;
}

/** Adds days to a day. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * dayLength).toISOString().slice(0, 10);
}

/** Days from one day to another. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayLength;
}

/** The moment at which a day begins there, ISO 8601: midnight, or what follows it where clocks leave midnight out. */
export function startOf(day: string, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const offsets = [-dayLength, 0, dayLength].map((by) => offsetAt(midnight + by, timeZone));
  const starts = [...new Set(offsets)]
    .map((offset) => midnight - offset)
    .filter((start) => dayIn(new Date(start).toISOString(), timeZone) === day);
  return new Date(Math.min(...starts)).toISOString();
}

/** Milliseconds by which the clock on the wall is ahead of UTC. */
function offsetAt(time: number, timeZone: string): number {
  const { year, month, day, hour, minute, second } = wallClock(time, timeZone);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - time;
}
