import { app } from '@azure/functions';
import { roles } from '../../src/auth/index.ts';
import { controlsView } from '../../src/compliance/index.ts';
import { secured } from './guard.ts';

/** Every control with how it stands, worst first; over all, or for one organization. */
app.http('controls', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'controls',
  handler: secured({ roles }, async (request, { parts }) => ({
    jsonBody: {
      controls: await controlsView(parts.ports, request.query.get('organisation') ?? undefined),
    },
  })),
});
