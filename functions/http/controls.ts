import { z } from 'zod';
import { controlsOfOrganization, controlsView } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { control } from './answers/controls.ts';
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
  answers: { 200: () => z.object({ controls: z.array(control()) }) },
  problems: [400],
  handler: async ({ query, parts }) => {
    const name = query.organization;
    if (name === undefined) return { status: 200, json: { controls: await controlsView(parts.ports) } };
    const controls = await controlsOfOrganization(name, parts.ports);
    if ('kind' in controls) {
      const known = controls.known.length > 0 ? controls.known.join(', ') : 'none yet';
      return invalidInput(400, 'Query parameter organization is not valid', {
        field: 'organization',
        why: `must be a known organization; known are: ${known}`,
      });
    }
    return { status: 200, json: { controls } };
  },
});
