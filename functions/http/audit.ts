import { z } from 'zod';
import { auditBetween } from '../../src/platform/auth/index.ts';
import { judging } from '../parts.ts';
import { secured } from './guard.ts';
import { problem } from './problem.ts';

const time = z.iso.datetime({ offset: true }).or(z.iso.date());
const span = z.object({ since: time, until: time.optional() });

/** Who called what between two moments, oldest first. To read it is itself in it. */
judging.http('audit', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'audit',
  handler: secured(
    { roles: ['Auditor', 'PrivacyOfficer', 'Operator'], audit: 'export' },
    async (request, { parts }) => {
      const given = span.safeParse({
        since: request.query.get('since'),
        until: request.query.get('until') ?? undefined,
      });
      if (!given.success) {
        const field = String(given.error.issues[0]?.path[0]);
        return problem(400, `${field} is missing or no time`, field, 'ISO 8601, as 2026-03-01T08:00:00Z');
      }
      return { jsonBody: await auditBetween(given.data, parts.access.audit) };
    },
  ),
});
