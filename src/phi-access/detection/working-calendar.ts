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
  isOnCall(principal: string, at: number): boolean;
}

export const hourMs = hour;

/** Turns UTC into local time, with the changes to and from summer time, and knows holidays and who is on call. */
export function calendar(
  holidays: ReadonlySet<string>,
  onCall: readonly { readonly id: string; readonly start: string; readonly end: string }[],
): Calendar {
  const zones = new Map<string, Map<number, LocalHour>>();
  const duties = Map.groupBy(
    onCall.map(({ id, start, end }) => ({ id, from: Date.parse(start), to: endOf(end) })),
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
    isOnCall: (principal, at) =>
      duties.get(principal)?.some(({ from, to }) => at * hourMs < to && (at + 1) * hourMs > from) ?? false,
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

/** A duty that ends on a date ends with it. */
function endOf(end: string): number {
  const time = Date.parse(end);
  return /^\d{4}-\d{2}-\d{2}$/.test(end) ? time + 24 * hourMs : time;
}
