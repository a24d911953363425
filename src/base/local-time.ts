const formats = new Map<string, Intl.DateTimeFormat>();

/** Writes a moment (ISO 8601) as people of a time zone (IANA) read it: `Nov 29, 2026, 11:32 EST`. */
export function localTime(instant: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
    });
    formats.set(timeZone, format);
  }
  return format.format(new Date(instant));
}

const instants = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z/g;

/** Writes every moment that stands in a text as people of a time zone read it. */
export function withLocalTimes(text: string, timeZone: string): string {
  return text.replaceAll(instants, (instant) =>
    Number.isNaN(Date.parse(instant)) ? instant : localTime(instant, timeZone),
  );
}
