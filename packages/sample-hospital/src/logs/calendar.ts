import type { Random } from './random.ts';
import { day, isoDate, isWeekend, weekday } from './time.ts';

/** The facts about dates that hold for the whole hospital. */
export interface Calendar {
  readonly from: number;
  readonly days: number;
  /** The time at which the incidents begin: what lies before is history without any. */
  readonly watched: number;
  /** Midnight in UTC of the date with many casualties. */
  readonly casualties: number;
  readonly holidays: readonly string[];
  isHoliday(date: number): boolean;
  isWorkday(date: number): boolean;
  /** Returns how busy billing is: more at the turn of the month. */
  closing(date: number): number;
}

/** The n-th weekday of a month. */
function nth(year: number, month: number, which: number, dayOfWeek: number): number {
  const first = Date.UTC(year, month, 1);
  return first + (((dayOfWeek - weekday(first) + 7) % 7) + 7 * (which - 1)) * day;
}

function lastMonday(year: number, month: number): number {
  const last = Date.UTC(year, month + 1, 0);
  return last - ((weekday(last) + 6) % 7) * day;
}

function holidaysOf(year: number): number[] {
  return [
    Date.UTC(year, 0, 1),
    nth(year, 0, 3, 1),
    lastMonday(year, 4),
    Date.UTC(year, 6, 4),
    nth(year, 8, 1, 1),
    nth(year, 9, 2, 1),
    Date.UTC(year, 10, 11),
    nth(year, 10, 4, 4),
    Date.UTC(year, 11, 25),
  ];
}

export function calendar(from: number, days: number, random: Random): Calendar {
  const year = new Date(from).getUTCFullYear();
  const dates = [...holidaysOf(year), ...holidaysOf(year + 1)];
  const holidays = dates.map(isoDate);
  const known = new Set(dates);
  const watched = from + Math.max(Math.floor(days / 2), Math.min(28, days - 7)) * day;
  const isHoliday = (date: number): boolean => known.has(date);
  return {
    from,
    days,
    watched,
    casualties:
      watched + random.int(6, Math.max(6, Math.floor((from + days * day - watched) / day) - 4)) * day,
    holidays,
    isHoliday,
    isWorkday: (date) => !isWeekend(date) && !known.has(date),
    closing(date) {
      const of = new Date(date);
      const last = new Date(Date.UTC(of.getUTCFullYear(), of.getUTCMonth() + 1, 0)).getUTCDate();
      const number = of.getUTCDate();
      if (number > last - 3) return 1.9;
      if (number <= 3) return 1.6;
      return number >= 14 && number <= 16 ? 1.2 : 1;
    },
  };
}
