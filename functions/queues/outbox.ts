import { drainWoken } from '../../src/notifications/outbox/index.ts';
import { responder } from '../app-role.ts';
import { appFor } from '../invocation.ts';
import { takeFrom } from './take-from.ts';

/** Something waits on a channel. */
responder.storageQueue('outbox', {
  queueName: 'outbox',
  connection: 'STORAGE',
  handler: async (message, context) => {
    const { sending } = await appFor(context);
    await takeFrom('outbox', message, context, () => drainWoken(message, sending));
  },
});
