import { enqueueCanary, enqueueDigest } from '../../src/response/follow-up/index.ts';
import { appFor } from '../invocation.ts';
import { responding } from '../parts.ts';

/** Every morning, at six in UTC: what is open. */
responding.timer('morning-digest', {
  schedule: '0 0 6 * * *',
  handler: async (_timer, context) => {
    const { answering, sending, ports } = await appFor(context);
    const { records, subscriptions } = ports;
    await enqueueDigest({ ...answering, records, subscriptions, channels: sending.channels });
  },
});

/** On the first of each month: that every channel works. */
responding.timer('channel-canary', {
  schedule: '0 0 9 1 * *',
  handler: async (_timer, context) => {
    const { answering } = await appFor(context);
    await enqueueCanary(answering);
  },
});
