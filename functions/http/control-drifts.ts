import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { controlDrifts } from '../../src/records/index.ts';
import { controlDrift } from './answers/controls.ts';
import { problem } from './problem.ts';
import { route } from './route.ts';

route({
  name: 'control-drifts',
  method: 'GET',
  path: 'controls/{id}/drifts',
  summary: 'The status of a control over time, oldest first. Each version but the first is a drift of it.',
  roles,
  params: {
    id: z
      .string()
      .max(100, 'must have at most 100 characters')
      .describe('The citation of the control, as `164.312(e)(1)`.'),
  },
  answers: { 200: () => z.object({ drifts: z.array(controlDrift()) }) },
  problems: [404],
  handler: async ({ params: { id }, parts }) => {
    const drifts = await controlDrifts(id, parts.ports);
    return drifts === 'no control'
      ? problem(404, 'No such control', 'id')
      : { status: 200, json: { drifts } };
  },
});
