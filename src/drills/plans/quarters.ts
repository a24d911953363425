import { daysAfter } from '../../base/index.ts';
import type { DrillPlan } from './drill-plan.ts';

/** A quarter of a year, in UTC. */
export interface CalendarQuarter {
  /** `2026Q4` */
  readonly name: string;
  /** ISO 8601; `end` is the start of the next one. */
  readonly start: string;
  readonly end: string;
}

export function quarterAt(moment: string): CalendarQuarter {
  const date = new Date(moment);
  return quarterOf(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3));
}

/** @param index from 0; beyond 3 it is of a later year, below 0 of an earlier one */
function quarterOf(year: number, index: number): CalendarQuarter {
  const at = (n: number) => new Date(Date.UTC(year, n * 3, 1));
  const start = at(index);
  const name = `${start.getUTCFullYear()}Q${Math.floor(start.getUTCMonth() / 3) + 1}`;
  return { name, start: start.toISOString(), end: at(index + 1).toISOString() };
}

/** @param name `2026Q4` */
export function quarterNamed(name: string): CalendarQuarter {
  return quarterOf(Number(name.slice(0, 4)), Number(name.slice(5)) - 1);
}

export function quarterAfter({ end }: CalendarQuarter): CalendarQuarter {
  return quarterAt(end);
}

/** The moment at which the drill of a quarter is due. */
export function dueIn(
  { start }: CalendarQuarter,
  { monthOfQuarter, dayOfMonth, time }: DrillPlan['schedule'],
): string {
  const date = new Date(start);
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthOfQuarter - 1, dayOfMonth, hours, minutes),
  ).toISOString();
}

/** Days after the end of the next quarter for which a drill still proves something, as with reviews. */
const graceDays = 45;

/**
 * The moment at which a drill that ended at another stops to be a proof: 45 days after the end of the next quarter. It is the plan's own interval:
 * HIPAA names none.
 */
export function provesUntil(endedAt: string): string {
  return daysAfter(quarterAfter(quarterAt(endedAt)).end, graceDays);
}
