import { cleanUpGroup, keepDrills } from '../../src/drills/run/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';
import { drillWorkflow } from '../workflows/drill.ts';
import { workflows } from '../workflows/start.ts';
import { workflowsOf } from '../workflows/workflows-of.ts';

/** Every minute: begins the drill that is due, ends the one that nobody approved in time, and keeps each going that is approved. */
responder.timer('drills-due', {
  schedule: '15 * * * * *',
  extraInputs: [workflows],
  handler: async (_timer, context) => {
    const { drilling, ports } = await appFor(context);
    if (drilling.execution)
      await keepDrills(workflowsOf(drillWorkflow, context), { ...drilling.execution, log: ports.log });
  },
});

/** Every hour: removes what a drill has left although it has ended. */
responder.timer('drill-clean-up', {
  schedule: '0 25 * * * *',
  handler: async (_timer, context) => {
    const { drilling, ports } = await appFor(context);
    if (drilling.execution) await cleanUpGroup({ ...drilling.execution, log: ports.log });
  },
});
