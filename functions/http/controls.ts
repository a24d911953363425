import { app } from '@azure/functions';
import { roles } from '../../src/auth/index.ts';
import { controlsView } from '../../src/compliance/index.ts';
import { secured } from './guard.ts';
import { problem } from './problem.ts';

/** Every control with how it stands, worst first; over all, or for one organization. */
app.http('controls', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'controls',
  handler: secured({ roles }, async (request, { parts }) => {
    const organisation = request.query.get('organisation') ?? undefined;
    const controls = await controlsView(parts.ports, organisation);
    if (controls) return { jsonBody: { controls } };
    return problem(
      400,
      'nothing is known of this organization',
      'organisation',
      'No resource belongs to it.',
    );
  }),
});
