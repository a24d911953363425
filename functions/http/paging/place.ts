import { createHash } from 'node:crypto';

/** Characters of a place: a cursor holds one, and stands in an address. */
export const longestPlace = 300;

const mostMilliseconds = 8.64e15;

/**
 * Place of an entry in a list: texts that sort as the list does, the last of which tells entries apart. An address must not grow with what
 * it is about, so that a long text ends in its hash.
 */
export function placeOf(...texts: readonly string[]): string {
  const place = texts.join('|');
  if (place.length <= longestPlace) return place;
  const hash = createHash('sha256').update(place).digest('hex');
  return `${place.slice(0, longestPlace - hash.length - 1)}~${hash}`;
}

/** A number, so that the larger sorts first. */
export function largestFirst(value: number): string {
  return String(mostMilliseconds - value).padStart(17, '0');
}

/** A time in ISO 8601, so that the latest sorts first. */
export function latestFirst(time: string): string {
  return largestFirst(Date.parse(time));
}
