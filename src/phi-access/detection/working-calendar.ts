import { hour, wallClock } from '../../base/index.ts';

/** An hour as the clock on somebody's wall shows it. */
interface LocalHour {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** 0 to 23. */
  readonly hour: number;
  /** Saturday or Sunday. */
  readonly weekend: boolean;
}

export interface Calendar {
  /** @param at hours since 1970, UTC */
  local(at: number, timeZone: string): LocalHour;
  isHoliday(date: string): boolean;
  /** The kind of day as far as rosters go: on holidays a hospital works as on Sundays. */
  isOff(at: number, timeZone: string): boolean;
  /** A duty that is given by dates lasts from the beginning of the first until the end of the last by the clock on somebody's wall. */
  isOnCall(principal: string, at: number, timeZone: string): boolean;
}

export const hourMs = hour;

/** Turns UTC into local time, with the changes to and from summer time, and knows holidays and who is on call. */
export function calendar(
  holidays: ReadonlySet<string>,
  onCall: readonly { readonly id: string; readonly start: string; readonly end: string }[],
): Calendar {
  const zones = new Map<string, Map<number, LocalHour>>();
  const duties = Map.groupBy(
    onCall.map(({ id, start, end }) => ({ id, from: dateOrTime(start), to: dateOrTime(end) })),
    ({ id }) => id,
  );
  const local = (at: number, timeZone: string): LocalHour => {
    let hours = zones.get(timeZone);
    if (!hours) zones.set(timeZone, (hours = new Map()));
    let found = hours.get(at);
    if (!found) hours.set(at, (found = read(at, timeZone)));
    return found;
  };
  return {
    local,
    isHoliday: (date) => holidays.has(date),
    isOff: (at, timeZone) => {
      const { date, weekend } = local(at, timeZone);
      return weekend || holidays.has(date);
    },
    isOnCall: (principal, at, timeZone) =>
      duties.get(principal)?.some(({ from, to }) => {
        const { date } = local(at, timeZone);
        const begun = typeof from === 'string' ? date >= from : (at + 1) * hourMs > from;
        return begun && (typeof to === 'string' ? date <= to : at * hourMs < to);
      }) ?? false,
  };
}

function read(at: number, timeZone: string): LocalHour {
  const wall = wallClock(at * hourMs, timeZone);
  return {
    date: `${wall.year}-${wall.month}-${wall.day}`,
    hour: Number(wall.hour),
    weekend: wall.weekday === 'Sat' || wall.weekday === 'Sun',
  };
}

/** A date as it is; a time in milliseconds since 1970. */
function dateOrTime(said: string): string | number {
  return /^\d{4}-\d{2}-\d{2}$/.test(said) ? said : Date.parse(said);
}
