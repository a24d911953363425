import { answerMessage } from '../../src/response/follow-up/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';
import { startApply, workflows } from '../workflows/start.ts';
import { takeFrom } from './take-from.ts';

/** A drift that is to be answered, or an answer to go on with. */
responder.storageQueue('respond', {
  queueName: 'respond',
  connection: 'STORAGE',
  extraInputs: [workflows],
  handler: async (message, context) => {
    const { responsePorts } = await appFor(context);
    await takeFrom('respond', message, context, () =>
      answerMessage(message, responsePorts, (decision) => startApply(decision, context)),
    );
  },
});
