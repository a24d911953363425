import { z } from 'zod';
import { roles } from '../../src/platform/auth/index.ts';
import { controlDrifts } from '../../src/records/index.ts';
import { next } from './answers/common.ts';
import { controlDrift } from './answers/controls.ts';
import { mostEntries, pageSorted, placeOf } from './paging/index.ts';
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
  paged: mostEntries,
  answers: { 200: () => z.object({ drifts: z.array(controlDrift()), next: next() }) },
  problems: [404],
  handler: async ({ params: { id }, parts, page }) => {
    const drifts = await controlDrifts(id, parts.ports);
    if (drifts === 'no control') return problem(404, 'No such control', 'id');
    const { items, more } = await pageSorted(
      drifts,
      ({ version }) => placeOf(String(version).padStart(10, '0')),
      page,
    );
    return { status: 200, json: { drifts: items, ...more } };
  },
});
