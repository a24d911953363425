import { goOn } from '../../src/response/follow-up/index.ts';
import { respondWork } from '../../src/response/responses/index.ts';
import { appFor } from '../invocation.ts';
import { responding } from '../parts.ts';
import { start, workflows } from '../workflows/start.ts';

/** A drift that is to be answered, or an answer to go on with. */
responding.storageQueue('respond', {
  queueName: 'respond',
  connection: 'STORAGE',
  extraInputs: [workflows],
  handler: async (message, context) => {
    const { answering } = await appFor(context);
    const next = await goOn(respondWork.parse(message), answering);
    if (next) await start(next, context);
  },
});
