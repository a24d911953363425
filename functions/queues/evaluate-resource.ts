import { handleMessage } from '../../src/monitoring/ingestion/index.ts';
import {
  policyChangesIn,
  queueRenewals,
  renewalIn,
  renewPolicies,
} from '../../src/monitoring/tenant-policies/index.ts';
import { appFor } from '../invocation.ts';
import { judging } from '../parts.ts';

/** Well within the time that a function may take. */
const budgetMilliseconds = 240_000;

/** What an event left to do, and events that Event Grid delivers straight to the queue. */
judging.storageQueue('evaluate-resource', {
  queueName: 'changes',
  connection: 'STORAGE',
  handler: async (message, context) => {
    const { ports, tenant } = await appFor(context);
    const renewal = renewalIn(message);
    if (renewal !== undefined) {
      await renewPolicies(renewal, tenant.policies, ports);
      return;
    }
    await queueRenewals(policyChangesIn(message), ports);
    await handleMessage(message, ports, budgetMilliseconds);
  },
});
