import { z } from 'zod';
import { statesOf } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { resourceStates } from './answers/states.ts';
import { invalidInput, problem } from './problem.ts';
import { route } from './route.ts';

const expected = 'must be the id of a resource';

route({
  name: 'states',
  method: 'GET',
  path: 'states',
  summary: 'The states of one resource.',
  roles,
  query: {
    resourceId: z
      .string(expected)
      .max(2_048, 'must have at most 2048 characters')
      .describe('The id of the resource, as Azure has it.'),
  },
  answers: { 200: resourceStates },
  problems: [400, 404],
  handler: async ({ query: { resourceId }, parts }) => {
    const found = await statesOf(resourceId, parts.ports);
    if (found === 'no resource id')
      return invalidInput(400, 'Query parameter resourceId is not valid', {
        field: 'resourceId',
        why: expected,
      });
    if (found === 'never seen')
      return problem(
        404,
        'No such resource',
        'resourceId',
        'No resource with this resourceId was ever seen.',
      );
    return { status: 200, json: found };
  },
});
