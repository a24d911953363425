import { z } from 'zod';
import { citation, moment, organisation, text } from './fields.ts';

export const longestDecisionDays = 730;

/**
 * What was decided of an addressable specification: it is implemented; an equivalent alternative is; or neither is
 * reasonable and appropriate. 45 CFR 164.306(d)(3).
 */
export const decisionRequest = z.strictObject({
  control: citation,
  organisation: organisation.exactOptional(),
  choice: z.enum(['implemented', 'alternative', 'not-reasonable']),
  /** Why, and for an alternative which: what 164.306(d)(3)(ii)(B) wants documented. */
  why: text(5000),
  date: moment,
  expiresAt: moment,
});
export type DecisionRequest = z.infer<typeof decisionRequest>;

export interface Decision extends DecisionRequest {
  readonly status: 'given' | 'revoked';
  readonly signedBy: string;
  readonly revokedBy?: string;
}
