import { createPublishRun } from '../../src/notifications/publishing/index.ts';
import { appFor } from '../invocation.ts';
import { responding } from '../parts.ts';

const publish = createPublishRun();

/** Every minute: drifts, and what became of them, for others to build on, where the settings name somewhere to send them. */
responding.timer('publish', {
  schedule: '30 * * * * *',
  handler: async (_timer, context) => {
    const { answers, ports } = await appFor(context);
    await publish({ ...answers.publish, ...ports });
  },
});
