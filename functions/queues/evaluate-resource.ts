import { handleMessage } from '../../src/monitoring/ingestion/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';
import { takeFrom } from './take-from.ts';

/** Well within the time that a function may take. */
const budgetMilliseconds = 240_000;

/** Handles what an event left to do, scans, renewals of policies, and events that Event Grid delivers straight to the queue. */
monitor.storageQueue('evaluate-resource', {
  queueName: 'changes',
  connection: 'STORAGE',
  handler: async (message, context) => {
    const { ports, tenant } = await appFor(context);
    await takeFrom('changes', message, context, () =>
      handleMessage(message, { ...ports, policies: tenant.policies }, budgetMilliseconds),
    );
  },
});
