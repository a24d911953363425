import { z } from 'zod';
import { citation, link, moment, organisation, person, text } from './fields.ts';

/** An attestation or a review is good for two years at most. 164.316(b)(2)(iii) wants documentation reviewed periodically. */
export const longestAttestationDays = 730;

/** What somebody who knows states, or who examined finds, of a control. Who comes from the token. */
export const attestationRequest = z.strictObject({
  control: citation,
  organisation: organisation.exactOptional(),
  /** What was looked at. */
  examined: text(),
  statement: text(),
  /** Whether the control is met. */
  met: z.boolean(),
  evidence: link,
  /** When it was looked at. */
  date: moment,
  expiresAt: moment,
});
export type AttestationRequest = z.infer<typeof attestationRequest>;

/** A person stands for a control being met or not. Reviews have the same shape: somebody else has examined it. */
export interface Attestation extends AttestationRequest {
  readonly status: 'given' | 'revoked';
  readonly by: string;
  readonly revokedBy?: z.infer<typeof person>;
}
