import { app } from '@azure/functions';
import { controlsView } from '../../src/compliance/index.ts';
import { appFor } from '../invocation.ts';

/** Every control with how it stands, worst first. */
app.http('controls', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'controls',
  handler: async (_request, context) => {
    const { ports } = await appFor(context);
    return { jsonBody: { controls: await controlsView(ports) } };
  },
});
