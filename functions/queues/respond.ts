import { answerMessage } from '../../src/response/follow-up/index.ts';
import { appFor } from '../invocation.ts';
import { responding } from '../parts.ts';
import { startApply, workflows } from '../workflows/start.ts';

/** A drift that is to be answered, or an answer to go on with. */
responding.storageQueue('respond', {
  queueName: 'respond',
  connection: 'STORAGE',
  extraInputs: [workflows],
  handler: async (message, context) => {
    const { answering } = await appFor(context);
    await answerMessage(message, answering, (decision) => startApply(decision, context));
  },
});
