import { enqueueCanary, enqueueDigest } from '../../src/response/follow-up/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Every morning, at six in UTC: what is open. */
responder.timer('morning-digest', {
  schedule: '0 0 6 * * *',
  handler: async (_timer, context) => {
    const { responsePorts, sending, ports } = await appFor(context);
    const { records, subscriptions } = ports;
    await enqueueDigest({ ...responsePorts, records, subscriptions, channels: sending.channels });
  },
});

/** On the first of each month: that every channel works. */
responder.timer('channel-canary', {
  schedule: '0 0 9 1 * *',
  handler: async (_timer, context) => {
    const { responsePorts } = await appFor(context);
    await enqueueCanary(responsePorts);
  },
});
