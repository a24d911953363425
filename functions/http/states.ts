import { app } from '@azure/functions';
import { statesOf } from '../../src/compliance/index.ts';
import { appFor } from '../invocation.ts';
import { problem } from './problem.ts';

/** What is known of one resource. */
app.http('states', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'states',
  handler: async (request, context) => {
    const { ports } = await appFor(context);
    const found = await statesOf(request.query.get('resourceId') ?? '', ports);
    if (found === 'no resource id')
      return problem(400, 'resourceId is missing or no resource id', 'resourceId');
    if (found === 'never seen') return problem(404, 'this resource was never seen', 'resourceId');
    return { jsonBody: found };
  },
});
