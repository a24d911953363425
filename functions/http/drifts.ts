import { app } from '@azure/functions';
import { z } from 'zod';
import { driftsSince } from '../../src/compliance/index.ts';
import { appFor } from '../invocation.ts';
import { problem } from './problem.ts';

const since = z.iso.datetime({ offset: true }).or(z.iso.date());

/** The drifts recorded since a moment, oldest first. */
app.http('drifts', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'drifts',
  handler: async (request, context) => {
    const given = since.safeParse(request.query.get('since'));
    if (!given.success)
      return problem(400, 'since is missing or no time', 'since', 'ISO 8601, as 2026-03-01T08:00:00Z');
    const { ports } = await appFor(context);
    return { jsonBody: { drifts: await driftsSince(given.data, ports) } };
  },
});
