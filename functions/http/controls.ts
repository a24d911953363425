import { z } from 'zod';
import { controlsOfOrganization, controlsView } from '../../src/assurance/posture/index.ts';
import type { ControlView } from '../../src/assurance/posture/index.ts';
import { safeguardStatuses } from '../../src/model/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { control } from './answers/controls.ts';
import { next } from './answers/common.ts';
import { largestFirst, mostEntries, pageSorted, placeOf } from './paging/index.ts';
import { invalidInput } from './problem.ts';
import { route } from './route.ts';

const organization = z
  .string()
  .max(200, 'must have at most 200 characters')
  .optional()
  .describe('As tags and settings write it; `unassigned`: what belongs to none. Absent: all together.');

route({
  name: 'controls',
  method: 'GET',
  path: 'controls',
  summary:
    'Every control with how it stands, worst first; over all that is watched, or for one organization.',
  roles,
  query: { organization },
  paged: mostEntries,
  answers: { 200: () => z.object({ controls: z.array(control()), next: next() }) },
  problems: [400],
  handler: async ({ query, parts, page }) => {
    const name = query.organization;
    // As many as the catalogue has: to say how they stand takes all that is watched, whichever are shown.
    const controls =
      name === undefined ? await controlsView(parts.ports) : await controlsOfOrganization(name, parts.ports);
    if ('kind' in controls) {
      const known = controls.known.length > 0 ? controls.known.join(', ') : 'none yet';
      return invalidInput(400, 'Query parameter organization is not valid', {
        field: 'organization',
        why: `must be a known organization; known are: ${known}`,
      });
    }
    const { items, more } = await pageSorted(controls, place, page);
    return { status: 200, json: { controls: items, ...more } };
  },
});

/** Worst first. */
function place({ id, status, counts }: ControlView): string {
  return placeOf(String(safeguardStatuses.indexOf(status)), largestFirst(counts.NonCompliant), id);
}
