/** The date and time that the calendar and the clock on the wall of a time zone show, as text of two or four digits. */
export interface WallClock {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  /** `Mon` to `Sun`. */
  readonly weekday: string;
}

/** Reads the wall of a time zone (IANA) at a time (milliseconds since 1970). Throws for what is no zone. */
export function wallClock(time: number, timeZone: string): WallClock {
  const parts: Record<string, string> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(time)) parts[type] = value;
  const { year = '', month = '', day = '', hour = '', minute = '', second = '', weekday = '' } = parts;
  return { year, month, day, hour, minute, second, weekday };
}

/** Whether a name is that of a time zone (IANA). */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** To make one takes longer than to use it a thousand times. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    weekday: 'short',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}
