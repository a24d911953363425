import { z } from 'zod';
import { noticesFor } from '../../src/assurance/incidents/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { notice } from './answers/notices.ts';
import { time } from './parameters.ts';
import { route } from './route.ts';

route({
  name: 'notices',
  method: 'GET',
  path: 'notices',
  summary: 'The notices recorded since a moment, oldest first.',
  roles,
  query: { since: time },
  answers: { 200: () => z.object({ notices: z.array(notice()) }) },
  handler: async ({ query, caller, parts }) => ({
    status: 200,
    json: { notices: await noticesFor(caller, query.since, parts.ports) },
  }),
});
