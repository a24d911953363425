/**
 * NCRONTAB schedules, in UTC: six fields with seconds first (five, without seconds, are taken too, as in Azure).
 * See https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
 */
import { Cron } from 'croner';

export interface Schedule {
  /** The first occurrence after a time. */
  next(after: Date): Date;
}

// NCRONTAB has no L, W, #, ? and no nicknames, all of which croner would take.
const item = String.raw`(\*|\d+|[A-Za-z]{3})(-(\d+|[A-Za-z]{3}))?(\/\d+)?`;
const expressionPattern = new RegExp(String.raw`^${item}(,${item})*(\s+${item}(,${item})*){4,5}$`);

/** @throws Error when the expression is not NCRONTAB or names no time to come. */
export function parseSchedule(expression: string): Schedule {
  if (!expressionPattern.test(expression.trim()))
    throw new Error(
      `"${expression}" is not an NCRONTAB expression: {second} {minute} {hour} {day} {month} {day of week}`,
    );
  // A day must match both its day of the month and its day of the week: NCRONTAB's rule, not that of Unix cron.
  const cron = new Cron(expression.trim(), {
    timezone: 'Etc/UTC',
    domAndDow: true,
    mode: '5-or-6-parts',
    paused: true,
  });
  return {
    next: (after) => {
      const next = cron.nextRun(after);
      if (!next) throw new Error(`The schedule "${expression}" has no next occurrence`);
      return next;
    },
  };
}
