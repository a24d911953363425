import { z } from 'zod';
import type { AuditEntry, AuditorGrant } from '../../../src/model/index.ts';
import { roles } from '../../../src/platform/auth/index.ts';
import { answerOf } from './answer-of.ts';
import { instant, texts } from './common.ts';

export const auditEntry = answerOf<AuditEntry>('AuditEntry')(() =>
  z
    .object({
      id: z.string(),
      time: instant(),
      action: z.string().describe('The operation that was called.'),
      kind: z.enum(['change', 'export', 'read']),
      subject: z.string().exactOptional(),
      who: z.object({ objectId: z.string(), appId: z.string().exactOptional() }).exactOptional(),
      roles: texts()
        .exactOptional()
        .describe(`Of ${roles.join(', ')}.`),
      correlationId: z.string(),
      outcome: z
        .enum(['begun', 'done', 'refused', 'failed'])
        .describe('begun: a change of which no end is recorded.'),
      status: z.int().exactOptional(),
      reason: z.string().exactOptional(),
    })
    .describe('A call that changed or exported something, or that an Auditor made.'),
);

export const auditorGrant = answerOf<AuditorGrant>('AuditorGrant')(() =>
  z
    .object({
      id: z.string(),
      objectId: z.string(),
      startsAt: instant(),
      endsAt: instant(),
      reference: z.string(),
      grantedBy: z.string(),
      grantedAt: instant(),
      revokedBy: z.string().exactOptional(),
      revokedAt: instant().exactOptional(),
    })
    .describe('Somebody may act as Auditor for a time.'),
);
