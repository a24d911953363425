import { z } from 'zod';
import { quarterAt } from '../../src/drills/plans/index.ts';
import type { Period } from '../../src/evidence/model/index.ts';
import { time } from './parameters.ts';

/** The query parameters of a period, and of the moment from which it is looked at. */
const instant = time.transform((text) => new Date(text).toISOString());

export const periodParameters = {
  from: instant.describe('The beginning of the period: a time in ISO 8601, or a day in UTC.'),
  to: instant.describe('The end of the period, which is no longer in it.'),
  asKnownAt: instant
    .optional()
    .describe(
      'What was put on record at this time or later is left out. Absent: all that is in the ledger counts.',
    ),
};

/** Returns the field that is wrong with a period, and why; undefined: none is. */
export function periodTrouble(
  { from, to, asKnownAt = '' }: Period & { readonly asKnownAt?: string | undefined },
  now: string,
) {
  const [future] = Object.entries({ from, to, asKnownAt }).find(([, time]) => time > now) ?? [];
  if (future !== undefined) return { field: future, why: 'must not be in the future' };
  if (from >= to) return { field: 'to', why: 'must be after the beginning of the period' };
  return undefined;
}

/** The period that is asked for; the current quarter up to now where none is. */
export function periodOf(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: string,
): Period {
  return { from: asked.from ?? quarterAt(asked.to ?? now).start, to: asked.to ?? now };
}

export const seed = z
  .string()
  .min(1)
  .max(200, 'must have at most 200 characters')
  .describe('Any text. The same seed draws the same sample.');
