import { z } from 'zod';
import type { ControlView } from '../../../src/assurance/posture/index.ts';
import type { controlDrifts } from '../../../src/records/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, proof, recordOf, state, status } from './common.ts';

type ControlDrift = Exclude<Awaited<ReturnType<typeof controlDrifts>>, string>[number];

const entityProfileId = () => z.string().describe('The id of the entity profile by which it does not apply.');

export const control = answerOf<ControlView>('Control')(() =>
  z
    .object({
      id: z
        .string()
        .describe(
          "A citation of 45 CFR, as `164.312(e)(1)`; a rule of the organization's own, as `own/regions`.",
        ),
      title: z.string(),
      family: z.enum([
        'general',
        'administrative',
        'physical',
        'technical',
        'organizational',
        'documentation',
        'breach-notification',
        'privacy',
        'own-rules',
      ]),
      designation: z.enum([
        'standard',
        'required',
        'addressable',
        'general-rule',
        'breach-notification',
        'privacy',
        'own-rule',
      ]),
      status: status(),
      summary: z.string().describe('The status in words: `3 findings open`.'),
      basis: z.string().describe('What the status is not.'),
      open: z.array(proof()).describe('The proofs that are open: missing, expired or failed.'),
      counts: z.record(state(), count()).describe('How many resources are in each state, by policy.'),
      proofs: z
        .partialRecord(proof(), z.string())
        .describe(
          'How each proof stands: a state for policies; current, partial, expired, failed or missing for others.',
        ),
      ended: z
        .partialRecord(proof(), instant())
        .exactOptional()
        .describe('The moments at which proofs ended that have expired.'),
      decision: z.string().exactOptional(),
      entityProfile: entityProfileId().exactOptional(),
      organizations: z.record(z.string(), status()).exactOptional(),
    })
    .describe('A safeguard of the Security Rule with its status.'),
);

export const controlDrift = answerOf<ControlDrift>('ControlDrift')(() =>
  recordOf(
    z.object({
      from: status().nullable(),
      to: status(),
      summary: z.string(),
      open: z.array(proof()),
      proofs: z.partialRecord(proof(), z.string()),
      entityProfile: entityProfileId().exactOptional(),
      cause: z.array(z.union([proof(), z.enum(['entity-profile', 'baseline'])])),
      at: instant().describe('The moment from which on it holds.'),
    }),
  ).describe('The status of a control from a moment on.'),
);
