import { z } from 'zod';
import { driftsSince, placeOfDrift } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { next } from './answers/common.ts';
import { drift } from './answers/drifts.ts';
import { mostEntries, pageInOrder } from './paging/index.ts';
import { time } from './parameters.ts';
import { route } from './route.ts';

route({
  name: 'drifts',
  method: 'GET',
  path: 'drifts',
  summary: 'The drifts recorded since a moment, oldest first.',
  roles,
  query: { since: time },
  paged: mostEntries,
  answers: { 200: () => z.object({ drifts: z.array(drift()), next: next() }) },
  handler: async ({ query, parts, page }) => {
    const found = driftsSince(query.since, parts.ports, page);
    const { items, more } = await pageInOrder(found, placeOfDrift, page);
    return { status: 200, json: { drifts: items, ...more } };
  },
});
