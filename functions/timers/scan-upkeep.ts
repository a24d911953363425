import { upkeepScans } from '../../src/monitoring/full-scan/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Every ten minutes: scans that were left behind, events that came late, subscriptions that nobody watches. */
monitor.timer('scan-upkeep', {
  schedule: '0 5-59/10 * * * *',
  handler: async (_timer, context) => {
    const { ports } = await appFor(context);
    await upkeepScans(ports);
  },
});
