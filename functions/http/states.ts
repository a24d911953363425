import { z } from 'zod';
import { statesOf } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { next } from './answers/common.ts';
import { resourceStates } from './answers/states.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
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
  paged: mostEntries,
  answers: { 200: () => resourceStates().extend({ next: next() }) },
  problems: [400, 404],
  handler: async ({ query: { resourceId }, parts, page }) => {
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
    // One row has them all: as many as there are policies for the type.
    const { items, more } = await pageSorted(found.states, ({ policy }) => placeOf(policy), page);
    return { status: 200, json: { ...found, states: items, ...more } };
  },
});
