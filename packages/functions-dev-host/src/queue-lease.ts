/** Holds a queue message while it is worked on. */
import type { QueueClient } from '@azure/storage-queue';
import { describeError } from './log.ts';
import type { HostParts } from './trigger-kind.ts';

export interface HeldMessage {
  readonly messageId: string;
  readonly popReceipt: string;
}

export interface MessageLease {
  /** Ends the holding. @returns the receipt that is valid by then; each renewal makes a new one. */
  readonly release: () => Promise<string>;
}

/** Renews the message's invisibility every half lease until released. A renewal that fails is logged and tried again. */
export function holdMessage(
  client: Pick<QueueClient, 'updateMessage'>,
  message: HeldMessage,
  host: Pick<HostParts, 'sleep' | 'log' | 'messageLease'>,
): MessageLease {
  const { messageId } = message;
  const done = new AbortController();
  let { popReceipt } = message;
  const renew = async (): Promise<void> => {
    for (;;) {
      await host.sleep(host.messageLease / 2, done.signal);
      if (done.signal.aborted) return;
      try {
        const renewed = await client.updateMessage(
          messageId,
          popReceipt,
          undefined,
          host.messageLease / 1000,
        );
        popReceipt = renewed.popReceipt ?? popReceipt;
      } catch (error) {
        host.log('warning', 'Host.Queues', `Message ${messageId} could not be held: ${describeError(error)}`);
      }
    }
  };
  const renewing = renew();
  return {
    release: async () => {
      done.abort();
      await renewing;
      return popReceipt;
    },
  };
}
