import * as df from 'durable-functions';
import { responder } from '../app-role.ts';
import { appAtTheDoor } from '../invocation.ts';
import { purgeWorkflows } from '../workflows/purge.ts';
import { workflows } from '../workflows/start.ts';

/** Every night: the history of workflows that ended long ago. */
responder.timer('workflow-history', {
  schedule: '0 20 4 * * *',
  extraInputs: [workflows],
  handler: async (_timer, context) => {
    const { ports } = await appAtTheDoor(context);
    const count = await purgeWorkflows(df.getClient(context), ports.clock.now());
    ports.log.info('Workflows that ended long ago were purged', { count });
  },
});
