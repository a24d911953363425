import { policyStateChanged } from '../../src/monitoring/azure-comparison/index.ts';
import { appFor } from '../invocation.ts';
import { judging } from '../parts.ts';

/** Azure Policy says something new: events of `Microsoft.PolicyInsights`, in either schema. */
judging.eventGrid('policy-state-changed', {
  handler: async (event, context) => {
    const { ports, tenant } = await appFor(context);
    await policyStateChanged(event, { ...ports, ...tenant, now: () => ports.clock.now() });
  },
});
