import { z } from 'zod';
import { eachUnknown } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { next } from './answers/common.ts';
import { unknownState } from './answers/states.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { route } from './route.ts';

route({
  name: 'unknowns',
  method: 'GET',
  path: 'unknowns',
  summary: 'The states that are Unknown or could not be confirmed, the longest first.',
  roles,
  paged: mostEntries,
  answers: { 200: () => z.object({ unknowns: z.array(unknownState()), next: next() }) },
  handler: async ({ parts, page }) => {
    const { items, more } = await pageSorted(
      eachUnknown(parts.ports),
      ({ since, resourceId, kind, reason }) =>
        placeOf(new Date(since).toISOString(), resourceId, kind, reason),
      page,
    );
    return { status: 200, json: { unknowns: items, ...more } };
  },
});
