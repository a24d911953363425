import { statesOf } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { judging } from '../parts.ts';
import { secured } from './guard.ts';
import { problem } from './problem.ts';

/** What is known of one resource. */
judging.http('states', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'states',
  handler: secured({ roles }, async (request, { parts }) => {
    const found = await statesOf(request.query.get('resourceId') ?? '', parts.ports);
    if (found === 'no resource id')
      return problem(400, 'resourceId is missing or no resource id', 'resourceId');
    if (found === 'never seen') return problem(404, 'this resource was never seen', 'resourceId');
    return { jsonBody: found };
  }),
});
