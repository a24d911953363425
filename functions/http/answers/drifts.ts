import { z } from 'zod';
import type { Drift } from '../../../src/model/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, severity, state, texts } from './common.ts';

const actor = answerOf<NonNullable<Drift['actor']>>('Actor')(() =>
  z
    .object({
      objectId: z.string().exactOptional(),
      appId: z.string().exactOptional(),
      kind: z.enum(['User', 'ServicePrincipal', 'ManagedIdentity', 'Unknown']).exactOptional(),
    })
    .describe('Who made a change, by ids alone.'),
);

const candidate = answerOf<Drift['candidates'][number]>('Candidate')(() =>
  z
    .object({
      eventId: z.string(),
      time: z.string(),
      operation: z.string(),
      correlationId: z.string().exactOptional(),
      actor: actor().exactOptional(),
      source: z
        .literal('activity-log')
        .exactOptional()
        .describe('Set where no event came, and it was looked up.'),
    })
    .describe('An event that may have caused a drift.'),
);

export const drift = answerOf<Drift>('Drift')(() =>
  z
    .object({
      id: z.string(),
      resourceId: z.string(),
      resourceType: z.string(),
      policy: z.string(),
      policyVersion: z.string(),
      title: z.string(),
      failure: z
        .string()
        .exactOptional()
        .describe('Said of the resource after its name, as `accepts unencrypted connections`.'),
      severity: severity(),
      effectiveSeverity: severity().exactOptional().describe('Raised where PHI is concerned.'),
      phi: z.boolean().exactOptional(),
      organization: z.string().exactOptional(),
      controls: texts().describe('Citations of 45 CFR, as `164.312(e)(1)`.'),
      cause: z.enum(['baseline', 'resource', 'policy', 'exemption', 'scope', 'visibility']),
      sequence: count().describe('Of the drifts of the resource; without gaps.'),
      exemption: z.string().exactOptional().describe('The id of the exemption that began or ended.'),
      announced: z
        .string()
        .exactOptional()
        .describe('The id of the announced change in whose window it happened.'),
      from: state().nullable().describe('null: the resource, or the policy, was seen for the first time.'),
      to: state(),
      reason: z.string().exactOptional(),
      before: z.array(z.object({ path: z.string(), value: z.unknown().optional() })),
      after: z.array(
        z.object({
          path: z.string(),
          value: z.unknown().optional(),
          expected: z.string().exactOptional(),
        }),
      ),
      candidates: z.array(candidate()).describe('Every event since the read before.'),
      actor: actor().exactOptional().describe('Named only where all candidates have the same one.'),
      correlationId: z.string().exactOptional(),
      eventTime: z.string().exactOptional(),
      readAt: instant(),
      recordedAt: instant(),
      foundBy: z.literal('full-scan').exactOptional().describe('A full scan found it, and no event.'),
      scanId: z.string().exactOptional(),
    })
    .describe('A change of the state of a resource by a policy.'),
);
