import type { QueueClient } from '@azure/storage-queue';
import type { PoisonQueue } from './poison-types.ts';
import type { QueueName } from './table-names.ts';

/** Enough for one call; bounded also because a message may come back while the others are moved. */
const mostTaken = 1_000;

const batch = 32;

const hiddenSeconds = 60;

/** A queue hides a message for seven days at most. */
const longestHidden = 7 * 24 * 3600;

interface QueuePair {
  readonly name: QueueName;
  readonly queue: QueueClient;
  /** The queue to which the Functions host moves what failed too often: `<queue>-poison`. */
  readonly poison: QueueClient;
}

export function createPoisonQueue({ name, queue, poison }: QueuePair): PoisonQueue {
  return {
    queue: name,

    async depth() {
      return (await poison.getProperties()).approximateMessagesCount ?? 0;
    },

    async *take() {
      for (let taken = 0; taken < mostTaken;) {
        const { receivedMessageItems: messages } = await poison.receiveMessages({
          numberOfMessages: Math.min(batch, mostTaken - taken),
          visibilityTimeout: hiddenSeconds,
        });
        if (messages.length === 0) return;
        taken += messages.length;
        for (const { messageText: text, messageId, popReceipt } of messages)
          yield {
            text,
            async requeue() {
              // Sent before it is deleted: a crash between the two leaves it twice, never lost.
              await queue.sendMessage(text, { messageTimeToLive: -1 });
              await poison.deleteMessage(messageId, popReceipt);
            },
            async hide(seconds) {
              const visible = Math.min(Math.max(1, Math.ceil(seconds)), longestHidden);
              await poison.updateMessage(messageId, popReceipt, undefined, visible);
            },
            async remove() {
              await poison.deleteMessage(messageId, popReceipt);
            },
          };
      }
    },
  };
}
