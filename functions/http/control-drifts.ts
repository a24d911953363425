import { roles } from '../../src/platform/auth/index.ts';
import { controlDrifts } from '../../src/records/index.ts';
import { judging } from '../parts.ts';
import { secured } from './guard.ts';
import { problem } from './problem.ts';

/** How a control has stood, oldest first. */
judging.http('control-drifts', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'controls/{id}/drifts',
  handler: secured({ roles }, async (request, { parts }) => {
    const { id = '' } = request.params;
    const drifts = await controlDrifts(id, parts.ports);
    return drifts === 'no control'
      ? problem(404, 'there is no such control', 'id')
      : { jsonBody: { drifts } };
  }),
});
