import { controlsOfOrganisation, controlsView } from '../../src/assurance/posture/index.ts';
import { roles } from '../../src/platform/auth/index.ts';
import { judging } from '../parts.ts';
import { secured } from './guard.ts';
import { problem } from './problem.ts';

/** Every control with how it stands, worst first; over all, or for one organization. */
judging.http('controls', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'controls',
  handler: secured({ roles }, async (request, { parts }) => {
    // In either spelling: whoever asks for one must not be answered for all.
    const field = request.query.has('organization') ? 'organization' : 'organisation';
    const organisation = request.query.get(field);
    if (organisation === null) return { jsonBody: { controls: await controlsView(parts.ports) } };
    const controls = await controlsOfOrganisation(organisation, parts.ports);
    if ('kind' in controls) {
      const known = controls.known.length > 0 ? controls.known.join(', ') : 'none yet';
      return problem(400, 'this organization is not known', field, `Known: ${known}.`);
    }
    return { jsonBody: { controls } };
  }),
});
