import { beginComparison } from '../../src/monitoring/azure-comparison/index.ts';
import { queueRenewals } from '../../src/monitoring/tenant-policies/index.ts';
import { Tries } from '../../src/platform/telemetry/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Every hour: reads again what the tenant has assigned, for not every change of it is told. */
monitor.timer('tenant-policies', {
  schedule: '0 40 * * * *',
  handler: async (_timer, context) => {
    const { ports } = await appFor(context);
    await queueRenewals(ports.subscriptions, ports);
  },
});

/** Every six hours: compares Azure's policy states with ours. Azure evaluates everything once a day, and what changed within the hour. */
monitor.timer('azure-verdict', {
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
