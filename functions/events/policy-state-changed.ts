import { policyStateChanged } from '../../src/monitoring/azure-comparison/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Azure Policy says something new: events of `Microsoft.PolicyInsights`, in either schema. */
monitor.eventGrid('policy-state-changed', {
  handler: async (event, context) => {
    const { ports, tenant } = await appFor(context);
    await policyStateChanged(event, { ...ports, ...tenant, now: () => ports.clock.now() });
  },
});
