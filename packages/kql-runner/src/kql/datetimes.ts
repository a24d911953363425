const iso =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

const usual =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3,7})?Z$/;

/** Milliseconds since 1970, finer parts cut off; null where it is no datetime. Without an offset it is UTC. */
export function parseDatetime(text: string): number | null {
  if (usual.test(text)) return Date.parse(text.length > 24 ? `${text.slice(0, 23)}Z` : text);
  const match = iso.exec(text.trim());
  if (!match) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const utc = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    ms,
  );
  const valid =
    Number(month) <= 12 && Number(month) > 0 && Number(day) > 0 && Number(hour) < 25 && Number(minute) < 60;
  return valid ? utc - offsetOf(zone) : null;
}

function offsetOf(zone: string): number {
  if (zone.length < 2) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

/** ISO 8601 in UTC with milliseconds. */
export function formatDatetime(ms: number): string {
  return new Date(ms).toISOString();
}

/** As `tostring` writes a datetime: with seven decimals. */
export function datetimeText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, -1)}0000Z`;
}

const span = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:\.(\d{1,7}))?$/;

/** Milliseconds; null where it is no timespan. */
export function parseTimespan(text: string): number | null {
  const match = span.exec(text.trim());
  if (!match) return /^\d+$/.test(text.trim()) ? Number(text) * 86_400_000 : null;
  const [, sign, days = '0', hours, minutes, seconds = '0', fraction = ''] = match;
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  const ms = whole * 1000 + Number(`0.${fraction || 0}`) * 1000;
  return sign ? -ms : ms;
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

/** `[-][days.]hh:mm:ss[.fffffff]`. */
export function timespanText(ms: number): string {
  const rest = Math.abs(ms);
  const days = Math.floor(rest / 86_400_000);
  const fraction = Math.round((rest % 1000) * 10_000);
  const clock = `${two((rest / 3_600_000) % 24)}:${two((rest / 60_000) % 60)}:${two((rest / 1000) % 60)}`;
  return `${ms < 0 ? '-' : ''}${days ? `${days}.` : ''}${clock}${fraction ? `.${String(fraction).padStart(7, '0')}` : ''}`;
}

/** Midnight of 1 January of the year 1, from which bins of datetimes are counted. */
const origin = Date.UTC(2001, 0, 1) - 730_485 * 86_400_000;

/** Start of the bin in which a datetime lies. */
export function binDatetime(ms: number, size: number): number {
  return Math.floor((ms - origin) / size) * size + origin;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();
const quarter = 900_000;

/** By how much local time is ahead of UTC in a time zone at a moment, in milliseconds. */
export function zoneOffset(zone: string, ms: number): number {
  let known = offsets.get(zone);
  if (!known) offsets.set(zone, (known = new Map()));
  const at = Math.floor(ms / quarter);
  let offset = known.get(at);
  if (offset === undefined) known.set(at, (offset = findOffset(zone, at * quarter)));
  return offset;
}

function findOffset(zone: string, ms: number): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, format);
  }
  const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(name);
  if (!match) return 0;
  const seconds = (Number(match[2]) * 60 + Number(match[3])) * 60 + Number(match[4] ?? 0);
  return (match[1] === '-' ? -seconds : seconds) * 1000;
}
