export { appRoot } from './app-root.ts';
export { concurrently } from './bounded-concurrency.ts';
export { dayIn, daysBetween, lastZone, plusDays, startOf } from './calendar-day.ts';
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export { at, earliest, isBefore, latest, plusSeconds } from './instant.ts';
export { day, halvesOf, hour, hourOf, intervalsOf, minute, plus } from './interval.ts';
export type { Interval } from './interval.ts';
export { retryAfterSeconds } from './retry-after.ts';
