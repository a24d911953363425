import { app } from '@azure/functions';
import { sweep } from '../../src/compliance/index.ts';
import { appFor } from '../invocation.ts';

/** Every five minutes: finishes what a crash left. */
app.timer('sweep', {
  schedule: '0 */5 * * * *',
  handler: async (_timer, context) => {
    const { ports } = await appFor(context);
    await sweep(ports);
  },
});
