import { recordDay } from '../../src/assurance/daily-posture/index.ts';
import { runDeadlines } from '../../src/assurance/deadlines/index.ts';
import { queueRenewals } from '../../src/monitoring/tenant-policies/index.ts';
import { Tries } from '../../src/platform/telemetry/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Every hour: what is due by the clock, and no event tells of; what the tenant has assigned, for not every change of it is told; and once a day the posture. */
monitor.timer('every-hour', {
  schedule: '0 10 * * * *',
  handler: async (_timer, context) => {
    const { ports } = await appFor(context);
    const tries = new Tries(ports.log);
    await tries.run('deadlines', () => runDeadlines(ports));
    await tries.run('tenant policies', () => queueRenewals(ports.subscriptions, ports));
    await tries.run('daily posture', () => recordDay(ports));
    tries.end();
  },
});
