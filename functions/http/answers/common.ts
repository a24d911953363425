import { z } from 'zod';
import type { ControlView } from '../../../src/assurance/posture/index.ts';
import { safeguardStatuses, severities, states } from '../../../src/model/index.ts';
import type { SafeguardStatus, Severity, State } from '../../../src/model/index.ts';
import { answerOf } from './answer-of.ts';

/** Schemas that many answers have in common. */

export const instant = () => z.iso.datetime({ offset: true });
export const texts = () => z.array(z.string());
export const count = () => z.int().min(0);

export const severity = answerOf<Severity>('Severity')(() =>
  z.enum(severities).describe('How grave something is, the worst first.'),
);

export const state = answerOf<State>('State')(() =>
  z.enum(states).describe('What a policy says of a resource, or what the policies of a control come to.'),
);

export const status = answerOf<SafeguardStatus>('SafeguardStatus')(() =>
  z
    .enum(safeguardStatuses)
    .describe('What is on record of a safeguard: the first that is present. It is no finding of compliance.'),
);

export const proof = answerOf<ControlView['open'][number]>('Proof')(() =>
  z
    .enum(['policies', 'attestation', 'review', 'drill', 'inherited', 'decision'])
    .describe('A kind of proof that a control needs.'),
);

/** The member of every list that leads on. */
export const next = () =>
  z.string().exactOptional().describe('The `cursor` of the next page; absent: there is none.');

/** One version of a record that people keep. */
export function recordOf<Value extends z.ZodType>(value: Value) {
  return z.object({
    id: z.string(),
    version: z.int().min(1).describe('1 for the first, without gaps. A change is a further version.'),
    recordedAt: instant(),
    value,
  });
}
