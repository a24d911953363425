import { beginScan } from '../../src/monitoring/full-scan/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Every night: goes through everything that is watched. The first one is the baseline. */
monitor.timer('full-scan', {
  schedule: '0 30 3 * * *',
  handler: async (_timer, context) => {
    const { ports } = await appFor(context);
    await beginScan('timer', ports);
  },
});
