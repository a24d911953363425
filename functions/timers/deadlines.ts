import { runDeadlines } from '../../src/assurance/deadlines/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Every hour: what is due by the clock, and no event tells of. */
monitor.timer('deadlines', {
  schedule: '0 10 * * * *',
  handler: async (_timer, context) => {
    const { ports } = await appFor(context);
    await runDeadlines(ports);
  },
});
