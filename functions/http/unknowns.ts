import { z } from 'zod';
import { unknowns } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { unknownState } from './answers/states.ts';
import { route } from './route.ts';

route({
  name: 'unknowns',
  method: 'GET',
  path: 'unknowns',
  summary: 'The states that are Unknown or could not be confirmed, the longest first.',
  roles,
  answers: { 200: () => z.object({ unknowns: z.array(unknownState()) }) },
  handler: async ({ parts }) => ({
    status: 200,
    json: { unknowns: await unknowns(parts.ports) },
  }),
});
