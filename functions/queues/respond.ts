import { app } from '@azure/functions';
import { driftWork, takeUp } from '../../src/responses/index.ts';
import { appFor } from '../invocation.ts';

/** A drift that is to be answered. */
app.storageQueue('respond', {
  queueName: 'respond',
  connection: 'STORAGE',
  handler: async (message, context) => {
    const { answering } = await appFor(context);
    await takeUp(driftWork.parse(message), answering);
  },
});
