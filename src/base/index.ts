/** Clock, instants, intervals, calendar days, bounded concurrency, texts, descriptions of settings, issues of input. */
export { appRoot } from './app-root.ts';
export { concurrently } from './bounded-concurrency.ts';
export { dayIn, daysBetween, lastZone, plusDays, startOf } from './calendar-day.ts';
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export { Coalescer } from './coalescer.ts';
export { firstIssue, issuesOf } from './field-issue.ts';
export type { FieldIssue } from './field-issue.ts';
export {
  at,
  day,
  daysAfter,
  earliest,
  hour,
  isBefore,
  latest,
  minute,
  plus,
  plusSeconds,
  secondsBetween,
} from './instant.ts';
export { groupsOf } from './groups.ts';
export { halvesOf, hourOf, intervalsOf } from './interval.ts';
export type { Interval } from './interval.ts';
export { localTime, withLocalTimes } from './local-time.ts';
export { counted } from './plural.ts';
export { retryAfterSeconds } from './retry-after.ts';
export { settingDescriptions, settingGroups } from './setting-descriptions.ts';
export type { SettingDescription } from './setting-descriptions.ts';
export { withoutTrailing } from './trailing.ts';
export { visibleText } from './visible-text.ts';
export { isTimeZone, wallClock } from './wall-clock.ts';
