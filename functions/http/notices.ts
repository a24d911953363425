import { z } from 'zod';
import { noticesFor } from '../../src/assurance/incidents/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { judging } from '../parts.ts';
import { secured } from './guard.ts';
import { problem } from './problem.ts';

const since = z.iso.datetime({ offset: true }).or(z.iso.date());

/** What people are to be told of, recorded since a moment, oldest first. */
judging.http('notices', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'notices',
  handler: secured({ roles }, async (request, { caller, parts }) => {
    const given = since.safeParse(request.query.get('since'));
    if (!given.success)
      return problem(400, 'since is missing or no time', 'since', 'ISO 8601, as 2026-03-01T08:00:00Z');
    return { jsonBody: { notices: await noticesFor(caller, given.data, parts.ports) } };
  }),
});
