import type { QueueClient } from '@azure/storage-queue';
import type { WorkQueue } from './types.ts';

const week = 7 * 24 * 3600;

/** https://learn.microsoft.com/azure/storage/queues/scalability-targets */
const largestMessage = 64 * 1024;

/** Messages are JSON in base64, as the Functions host expects them, and never expire. */
export function createWorkQueue<T>(queue: QueueClient): WorkQueue<T> {
  return {
    async send(message, delaySeconds = 0) {
      const text = Buffer.from(JSON.stringify(message)).toString('base64');
      if (text.length > largestMessage) {
        throw new RangeError(`A message of ${text.length} bytes exceeds the 64 KiB of a storage queue`);
      }
      const visibilityTimeout = Math.ceil(Math.min(Math.max(delaySeconds, 0), week));
      await queue.sendMessage(text, { messageTimeToLive: -1, visibilityTimeout });
    },

    async depth() {
      return { waiting: (await queue.getProperties()).approximateMessagesCount ?? 0 };
    },
  };
}
