import { handleBulkMessage } from '../../src/monitoring/bulk-work/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';
import { takeFrom } from './take-from.ts';

/** Far below `functionTimeout`: a read that waits for its budget comes on top. */
const budgetMilliseconds = 60_000;

/** Does work that nobody waits for, a portion at a time: evaluations by other policies, and comparisons with Azure. */
monitor.storageQueue('work-in-bulk', {
  queueName: 'changes-bulk',
  connection: 'STORAGE',
  handler: async (message, context) => {
    const { ports, tenant } = await appFor(context);
    await takeFrom('changes-bulk', message, context, () =>
      handleBulkMessage(message, { ...ports, ...tenant, now: () => ports.clock.now() }, budgetMilliseconds),
    );
  },
});
