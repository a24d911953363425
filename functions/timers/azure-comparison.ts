import { beginComparison } from '../../src/monitoring/azure-comparison/index.ts';
import { Tries } from '../../src/platform/telemetry/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Every six hours: compares Azure's policy states with ours. Azure evaluates everything once a day, and what changed within the hour. */
monitor.timer('azure-comparison', {
  schedule: '0 50 */6 * * *',
  handler: async (_timer, context) => {
    const { ports, tenant } = await appFor(context);
    const needs = { ...ports, ...tenant, now: () => ports.clock.now() };
    const tries = new Tries(ports.log);
    for (const subscriptionId of ports.subscriptions)
      await tries.run(subscriptionId, () => beginComparison(subscriptionId, needs));
    tries.end();
  },
});
