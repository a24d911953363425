import { app } from '@azure/functions';
import { roles } from '../../src/auth/index.ts';
import { controlsView } from '../../src/compliance/index.ts';
import { secured } from './guard.ts';

/** Every control with how it stands, worst first. */
app.http('controls', {
  methods: ['GET'],
  authLevel: 'anonymous',
  route: 'controls',
  handler: secured({ roles }, async (_request, { parts }) => ({
    jsonBody: { controls: await controlsView(parts.ports) },
  })),
});
