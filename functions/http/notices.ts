import { z } from 'zod';
import { noticesFor } from '../../src/assurance/incidents/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { next } from './answers/common.ts';
import { notice } from './answers/notices.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { time } from './parameters.ts';
import { route } from './route.ts';

route({
  name: 'notices',
  method: 'GET',
  path: 'notices',
  summary: 'The notices recorded since a moment, oldest first.',
  roles,
  query: { since: time },
  paged: mostEntries,
  answers: { 200: () => z.object({ notices: z.array(notice()), next: next() }) },
  handler: async ({ query, caller, parts, page }) => {
    // Those of a month lie in memory together, as records do.
    const found = await noticesFor(caller, query.since, parts.ports);
    const { items, more } = await pageSorted(found, ({ recordedAt, id }) => placeOf(recordedAt, id), page);
    return { status: 200, json: { notices: items, ...more } };
  },
});
