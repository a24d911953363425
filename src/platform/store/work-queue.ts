import type { QueueClient } from '@azure/storage-queue';
import type { WorkQueue } from './types.ts';

const week = 7 * 24 * 3600;

/** https://learn.microsoft.com/azure/storage/queues/scalability-targets */
const largestMessage = 64 * 1024;

/** Enough for one call; bounded also because a message may come back while the others are moved. */
const mostRedriven = 1_000;

const batch = 32;

/** The time for which a poisoned message is hidden from a second redrive. */
const hiddenSeconds = 60;

interface WorkQueues {
  readonly queue: QueueClient;
  /** The queue to which the Functions host moves what failed too often: `<queue>-poison`. */
  readonly poison: QueueClient;
}

/** Messages are JSON in base64, as the Functions host expects them, and never expire. */
export function createWorkQueue<T>({ queue, poison }: WorkQueues): WorkQueue<T> {
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
      const [waiting, poisoned] = await Promise.all([queue.getProperties(), poison.getProperties()]);
      return {
        waiting: waiting.approximateMessagesCount ?? 0,
        poisoned: poisoned.approximateMessagesCount ?? 0,
      };
    },

    async redrive() {
      let moved = 0;
      while (moved < mostRedriven) {
        const { receivedMessageItems: messages } = await poison.receiveMessages({
          numberOfMessages: Math.min(batch, mostRedriven - moved),
          visibilityTimeout: hiddenSeconds,
        });
        if (messages.length === 0) break;
        for (const { messageText, messageId, popReceipt } of messages) {
          // Sent before it is deleted: a crash between the two leaves it twice, never lost.
          await queue.sendMessage(messageText, { messageTimeToLive: -1 });
          await poison.deleteMessage(messageId, popReceipt);
          moved += 1;
        }
      }
      return moved;
    },
  };
}
