import { createHash } from 'node:crypto';
import { longestPlace } from './place.ts';

/** The call that a cursor goes on with: a cursor is good for the same call alone. */
export interface PagedCall {
  /** The name of the function. */
  readonly name: string;
  readonly params: Readonly<Record<string, string>>;
  /** Without `limit` and `cursor`. */
  readonly query: Readonly<Record<string, string>>;
}

/** Characters of a cursor: a place of UTF-8 in base64, and the sum that ties it to its call. */
export const longestCursor = longestPlace * 4 + 24;

const form = /^([A-Za-z0-9_-]{1,1200})\.([A-Za-z0-9_-]{22})$/;

/**
 * Makes the cursor of the page that begins after a place. Nothing is remembered for it. It holds a place in the order and nothing that says
 * where to read: the list is always read for the caller and the call at hand, so that the most that a forged one can do is to skip entries.
 */
export function cursorAt(place: string, call: PagedCall): string {
  return `${Buffer.from(place).toString('base64url')}.${sumOf(place, call)}`;
}

/** The place that a cursor holds; undefined: it is none of this call. */
export function placeIn(cursor: string, call: PagedCall): string | undefined {
  const [, encoded, sum] = form.exec(cursor) ?? [];
  if (encoded === undefined) return undefined;
  const place = Buffer.from(encoded, 'base64url').toString();
  return place.length <= longestPlace && sum === sumOf(place, call) ? place : undefined;
}

function sumOf(place: string, { name, params, query }: PagedCall): string {
  const sorted = (texts: PagedCall['query']) =>
    Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const tied = JSON.stringify([place, name, sorted(params), sorted(query)]);
  return createHash('sha256').update(tied).digest('base64url').slice(0, 22);
}
