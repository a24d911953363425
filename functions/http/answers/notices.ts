import { z } from 'zod';
import type { noticesFor } from '../../../src/assurance/incidents/index.ts';
import { answerOf } from './answer-of.ts';
import { count, instant, recordOf, status, texts } from './common.ts';

export const notice = answerOf<Awaited<ReturnType<typeof noticesFor>>[number]>('Notice')(() => {
  const common = { at: instant(), subscriptionId: z.string().exactOptional() };
  const about = z.object({
    record: z.enum([
      'exemption',
      'attestation',
      'review',
      'decision',
      'entity-profile',
      'agreement',
      'announced-change',
      'incident',
      'tabletop',
    ]),
    id: z.string(),
    version: z.int(),
  });
  return recordOf(
    z.union([
      z.object({
        ...common,
        kind: z.literal('expires-soon'),
        about,
        days: z.int(),
        expiresAt: instant(),
      }),
      z.object({ ...common, kind: z.enum(['expired', 'began', 'ended']), about }),
      z.object({
        ...common,
        kind: z.literal('announced-still-open'),
        about,
        open: z.array(z.object({ resourceId: z.string(), policy: z.string() })),
        count: count(),
      }),
      z.object({
        ...common,
        kind: z.enum(['notice-due', 'notice-overdue']),
        about,
        to: z.string(),
        by: z.iso.date(),
        days: z.int(),
      }),
      z.object({
        ...common,
        kind: z.literal('drifts'),
        cause: z.enum(['baseline', 'policy', 'exemption', 'scope', 'visibility']),
        group: z.string(),
      }),
      z.object({
        ...common,
        kind: z.literal('controls'),
        changes: z.array(
          z.object({ control: z.string(), from: status(), to: status(), cause: texts(), at: instant() }),
        ),
      }),
      z.object({
        ...common,
        kind: z.literal('phi-outside-agreement'),
        service: z.string(),
        isOutOfScope: z.boolean(),
      }),
      z.object({
        ...common,
        kind: z.literal('not-known'),
        reason: z.string(),
        count: count(),
        since: instant(),
      }),
      z.object({
        ...common,
        kind: z.literal('events-silent'),
        since: instant(),
        longestPauseHours: count(),
      }),
      z.object({
        ...common,
        kind: z.literal('ledger-head'),
        row: count(),
        hash: z.string(),
        channel: z.string(),
      }),
      z.object({ ...common, kind: z.literal('ledger-differs'), why: texts() }),
      z.object({
        ...common,
        kind: z.literal('document-changed'),
        attestations: texts(),
        expected: z.string(),
        found: z.string().exactOptional(),
      }),
      z.object({
        ...common,
        kind: z.literal('poison-messages'),
        queue: z.string(),
        count: count(),
        since: instant(),
      }),
    ]),
  ).describe('Something that people are notified of once.');
});
