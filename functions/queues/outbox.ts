import { drainWoken } from '../../src/notifications/outbox/index.ts';
import { appFor } from '../invocation.ts';
import { responding } from '../parts.ts';

/** Something waits on a channel. */
responding.storageQueue('outbox', {
  queueName: 'outbox',
  connection: 'STORAGE',
  handler: async (message, context) => {
    const { sending } = await appFor(context);
    await drainWoken(message, sending);
  },
});
