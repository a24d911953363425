import { Undecidable } from '../../error.ts';
import { define, integer, text } from './arguments.ts';

function instant(value: unknown, name: string): Date {
  const date = new Date(text(value, name));
  if (Number.isNaN(date.getTime())) throw new Undecidable(`${name}: not a date`);
  return date;
}

/** As Azure writes it: no fraction where there is none. */
function iso(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

const DURATION =
  /^(?<sign>-)?P(?:(?<years>\d+)Y)?(?:(?<months>\d+)M)?(?:(?<weeks>\d+)W)?(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?$/;

/** Adds an ISO 8601 duration; months and years by the calendar. */
function addDuration(date: Date, duration: string): Date {
  const parts = DURATION.exec(duration)?.groups;
  if (!parts) throw new Undecidable(`dateTimeAdd: "${duration}" is not an ISO 8601 duration`);
  const sign = parts['sign'] ? -1 : 1;
  const of = (name: string): number => sign * Number(parts[name] ?? 0);
  const result = new Date(date);
  const months = 12 * of('years') + of('months');
  if (months !== 0) {
    const day = result.getUTCDate();
    result.setUTCMonth(result.getUTCMonth() + months, 1);
    const last = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate();
    result.setUTCDate(Math.min(day, last));
  }
  const seconds =
    ((7 * of('weeks') + of('days')) * 24 + of('hours')) * 3600 + of('minutes') * 60 + of('seconds');
  return new Date(result.getTime() + seconds * 1000);
}

/** https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-date */
export const dates = {
  addDays: define(2, 2, (date, days) =>
    iso(new Date(instant(date, 'addDays').getTime() + integer(days, 'addDays') * 86_400_000)),
  ),
  dateTimeAdd: define(2, 3, (date, duration, format) => {
    if (format !== undefined) throw new Undecidable('dateTimeAdd: a format is not supported');
    return iso(addDuration(instant(date, 'dateTimeAdd'), text(duration, 'dateTimeAdd')));
  }),
  dateTimeFromEpoch: define(1, 1, (seconds) => iso(new Date(integer(seconds, 'dateTimeFromEpoch') * 1000))),
  dateTimeToEpoch: define(1, 1, (date) => Math.floor(instant(date, 'dateTimeToEpoch').getTime() / 1000)),
};
