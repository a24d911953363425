import { z } from 'zod';
import { driftsSince } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { judging } from '../parts.ts';
import { secured } from './guard.ts';
import { problem } from './problem.ts';

const since = z.iso.datetime({ offset: true }).or(z.iso.date());

/** The drifts recorded since a moment, oldest first. */
judging.http('drifts', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'drifts',
  handler: secured({ roles }, async (request, { parts }) => {
    const given = since.safeParse(request.query.get('since'));
    if (!given.success)
      return problem(400, 'since is missing or no time', 'since', 'ISO 8601, as 2026-03-01T08:00:00Z');
    return { jsonBody: { drifts: await driftsSince(given.data, parts.ports) } };
  }),
});
