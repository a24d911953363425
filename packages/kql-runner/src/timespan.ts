export interface Bounds {
  readonly from?: string;
  readonly to?: string;
}

const duration = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Milliseconds; undefined where it is no duration of ISO 8601 in weeks, days and less. */
function lengthOf(text: string): number | undefined {
  const match = duration.exec(text);
  if (!match || text === 'P') return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((each) => Number(each ?? 0));
  return ((((weeks! * 7 + days!) * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000;
}

/** Reads the `timespan` of a request: two times, a time and a duration, or a duration up to now. Undefined where it is none. */
export function boundsOf(timespan: string | undefined, now: number): Bounds | undefined {
  if (timespan === undefined) return {};
  const [first = '', second] = timespan.split('/');
  const [start, end] = [Date.parse(first), Date.parse(second ?? '')];
  const length = lengthOf(first) ?? lengthOf(second ?? '');
  if (!Number.isNaN(start) && !Number.isNaN(end)) return bounds(start, end);
  if (length === undefined) return undefined;
  if (!Number.isNaN(start)) return bounds(start, start + length);
  const until = Number.isNaN(end) ? now : end;
  return bounds(until - length, until);
}

function bounds(from: number, to: number): Bounds {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
