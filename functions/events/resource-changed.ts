import { handleEvent } from '../../src/monitoring/ingestion/index.ts';
import { monitor } from '../app-role.ts';
import { appFor } from '../invocation.ts';

/** Event Grid waits 30 seconds for its answer. */
const budgetMilliseconds = 20_000;

/** A resource changed: events of a subscription's system topic, in either schema. */
monitor.eventGrid('resource-changed', {
  handler: async (event, context) => {
    const { ports } = await appFor(context);
    await handleEvent(event, ports, budgetMilliseconds);
  },
});
