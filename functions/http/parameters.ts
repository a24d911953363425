import { z } from 'zod';

/** Parts of addresses that several routes take. Each has a limit. */

/** A time that bounds a list. */
export const time = z
  .union([z.iso.datetime({ offset: true }).max(40), z.iso.date()], {
    error: 'must be a time like 2026-03-01T08:00:00Z, or a day like 2026-03-01',
  })
  .describe('A time in ISO 8601, or a day in UTC.');

export const recordId = z
  .string()
  .min(1)
  .max(200, 'must have at most 200 characters')
  .describe('The id of the record.');

/** In lower case, as records are kept. */
export const subscriptionId = z
  .guid('must be the id of a subscription, a GUID')
  .transform((id) => id.toLowerCase())
  .describe('The id of the subscription.');

/** The id of a response, which is that of the drift that it answers. */
export const responseId = z
  .string()
  .regex(/^[0-9a-f]{64}-\d{1,10}$/, 'must be the id of a response')
  .describe('The id of the response.');

export const quarter = z
  .string()
  .regex(/^\d{4}-Q[1-4]$/, 'must be a quarter like 2026-Q1')
  .describe('A quarter, as `2026-Q1`.');
