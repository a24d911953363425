import type { Calendar, LocalHour } from './types.ts';

export const hourMs = 3_600_000;

/** Turns UTC into local time, with the changes to and from summer time, and knows holidays and who is on call. */
export function calendar(
  holidays: ReadonlySet<string>,
  onCall: readonly { readonly id: string; readonly start: string; readonly end: string }[],
): Calendar {
  const zones = new Map<string, Map<number, LocalHour>>();
  const formats = new Map<string, Intl.DateTimeFormat>();
  const duties = Map.groupBy(
    onCall.map(({ id, start, end }) => ({ id, from: Date.parse(start), to: endOf(end) })),
    ({ id }) => id,
  );
  const local = (at: number, timeZone: string): LocalHour => {
    let hours = zones.get(timeZone);
    if (!hours) zones.set(timeZone, (hours = new Map()));
    let found = hours.get(at);
    if (!found) hours.set(at, (found = read(at, formatOf(formats, timeZone))));
    return found;
  };
  return {
    local,
    isHoliday: (date) => holidays.has(date),
    isOff: (at, timeZone) => {
      const { date, weekend } = local(at, timeZone);
      return weekend || holidays.has(date);
    },
    isOnCall: (principal, at) =>
      duties.get(principal)?.some(({ from, to }) => at * hourMs < to && (at + 1) * hourMs > from) ?? false,
  };
}

function formatOf(formats: Map<string, Intl.DateTimeFormat>, timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      weekday: 'short',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  return format;
}

function read(at: number, format: Intl.DateTimeFormat): LocalHour {
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(at * hourMs)) parts[type] = value;
  const { year = '', month = '', day = '', hour = '0', weekday = '' } = parts;
  return {
    date: `${year}-${month}-${day}`,
    hour: Number(hour),
    weekend: weekday === 'Sat' || weekday === 'Sun',
  };
}

/** A duty that ends on a date ends with it. */
function endOf(end: string): number {
  const time = Date.parse(end);
  return /^\d{4}-\d{2}-\d{2}$/.test(end) ? time + 24 * hourMs : time;
}
