import { z } from 'zod';
import { personalDataInId } from '../../model/index.ts';
import type { Severity } from '../../model/index.ts';
import { moment, text } from '../../records/index.ts';
import type { AnomalyKind } from '../model/index.ts';
import { anomalyKinds } from '../model/index.ts';

/** The verdict of a person on an anomaly. Saved under the id of the anomaly; another verdict is a further version. */
export interface AnomalyVerdict {
  /** A finding about an alert, never about a person: what follows from an inquiry is for those who lead it. */
  readonly verdict: 'needs-inquiry' | 'explained' | 'inconclusive';
  readonly reason?: string;
  readonly by: string;
  /** As it stood then. */
  readonly kinds: readonly AnomalyKind[];
  readonly severity: Severity;
}

/** An order to keep anomalies of some kinds of a principal and not to report them, for a time. It is evidence itself: never rewritten. */
export interface AnomalySuppression extends z.infer<typeof suppressionRequest> {
  readonly owner: string;
  readonly status: 'active' | 'withdrawn';
}

export const suppressionRequest = z.strictObject({
  principal: z
    .string()
    .trim()
    .min(1)
    .max(200, { error: 'must have at most 200 characters', abort: true })
    // A log may know a principal by its login name alone, which is a mail address.
    .refine((id) => [undefined, 'a mail address'].includes(personalDataInId(id)), {
      error: 'must be the id of a principal, as its anomalies have it',
    })
    .transform((id) => id.toLowerCase()),
  kinds: z.array(z.enum(anomalyKinds)).min(1, 'must name at least one kind'),
  reason: text(),
  until: moment,
});
