export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

function format(zone: string): Intl.DateTimeFormat {
  let known = formats.get(zone);
  if (!known) {
    known = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    formats.set(zone, known);
  }
  return known;
}

/** By how many milliseconds clocks of a zone are ahead of UTC at a moment; daylight saving time included. */
export function offsetOf(zone: string, at: number): number {
  const key = `${zone} ${Math.floor(at / hour)}`;
  let known = offsets.get(key);
  if (known === undefined) {
    const name =
      format(zone)
        .formatToParts(at)
        .find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? ['', '+', '0', '0'];
    known = (sign === '-' ? -1 : 1) * (Number(hours) * hour + Number(minutes) * minute);
    offsets.set(key, known);
  }
  return known;
}

/** The moment at which clocks of a zone show so many hours after midnight of a civil date (its midnight in UTC). */
export function moment(date: number, hours: number, zone: string): number {
  const wall = date + hours * hour;
  const guess = wall - offsetOf(zone, wall);
  return wall - offsetOf(zone, guess);
}

/** The civil date, as its midnight in UTC, that clocks of a zone show at a moment. */
export function dateAt(at: number, zone: string): number {
  return Math.floor((at + offsetOf(zone, at)) / day) * day;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

export function isoDate(date: number): string {
  return new Date(date).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export function weekday(date: number): number {
  return new Date(date).getUTCDay();
}

export function isWeekend(date: number): boolean {
  return weekday(date) % 6 === 0;
}
