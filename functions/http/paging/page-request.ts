import type { HttpRequest } from '@azure/functions';
import { z } from 'zod';
import { cursorAt, longestCursor, placeIn } from './cursor.ts';

/**
 * Entries of a page where the caller names no number, and at most. Whoever does not know of pages yet then has all of most lists, and does
 * not take a first part for the whole.
 */
export const mostEntries = 1_000;

/** The page that a caller wants of a list. */
export interface PageRequest {
  readonly limit: number;
  /** The place after which it begins; absent: it is the first. */
  readonly after?: string;
  /** Makes the cursor of the page that begins after a place. */
  readonly cursorAt: (place: string) => string;
}

/** The query parameters of a list. @param usual entries of a page where the caller does not say */
export function pageQuery(usual: number): Readonly<Record<'limit' | 'cursor', z.ZodType>> {
  const expected = `must be a whole number from 1 to ${mostEntries}`;
  return {
    limit: z.coerce
      .number(expected)
      .int(expected)
      .min(1, expected)
      .max(mostEntries, expected)
      .default(usual)
      .describe('Entries of a page at most.'),
    cursor: z
      .string()
      .min(1)
      .max(longestCursor, `must have at most ${longestCursor} characters`)
      .optional()
      .describe('The `next` of the page before, with the same other parameters. Absent: the first page.'),
  };
}

/** Reads the page that a request wants; undefined: its cursor belongs to another call, or is none. */
export function pageOf(
  request: Pick<HttpRequest, 'params' | 'query'>,
  name: string,
  limit: number,
): PageRequest | undefined {
  const { limit: _limit, cursor, ...query } = Object.fromEntries(request.query);
  const call = { name, params: request.params, query };
  const page = { limit, cursorAt: (place: string) => cursorAt(place, call) };
  if (cursor === undefined) return page;
  const after = placeIn(cursor, call);
  return after === undefined ? undefined : { ...page, after };
}
