import { z } from 'zod';
import { driftsSince } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { drift } from './answers/drifts.ts';
import { time } from './parameters.ts';
import { route } from './route.ts';

route({
  name: 'drifts',
  method: 'GET',
  path: 'drifts',
  summary: 'The drifts recorded since a moment, oldest first.',
  roles,
  query: { since: time },
  answers: { 200: () => z.object({ drifts: z.array(drift()) }) },
  handler: async ({ query, parts }) => ({
    status: 200,
    json: { drifts: await driftsSince(query.since, parts.ports) },
  }),
});
