import { app } from '@azure/functions';
import { fullScan } from '../../src/compliance/index.ts';
import { appFor } from '../invocation.ts';

/** Every night: puts every resource on the queue. The first one is the baseline. */
app.timer('full-scan', {
  schedule: '0 30 3 * * *',
  handler: async (_timer, context) => {
    const { ports } = await appFor(context);
    await fullScan(ports);
  },
});
