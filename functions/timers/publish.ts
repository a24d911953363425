import { createPublishRun } from '../../src/notifications/publishing/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';

const publish = createPublishRun();

/** Every minute: drifts, and what became of them, for others to build on, where the settings name somewhere to send them. */
responder.timer('publish', {
  schedule: '30 * * * * *',
  handler: async (_timer, context) => {
    const { response, ports } = await appFor(context);
    await publish({ ...response.publish, ...ports });
  },
});
