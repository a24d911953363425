import { app } from '@azure/functions';
import { health } from '../../src/compliance/index.ts';
import { appFor } from '../invocation.ts';

/** How the app itself is. */
app.http('health', {
  methods: ['GET'],
  authLevel: 'function',
  route: 'health',
  handler: async (_request, context) => {
    const { ports, version } = await appFor(context);
    return { jsonBody: { version, ...(await health(ports)) } };
  },
});
