/** The form in which a function sees a queue message. */
import type { DequeuedMessageItem } from '@azure/storage-queue';
import type { InvocationInput } from './invoke.ts';

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The text in a message. Azure takes plain text in a base64 queue for poison; here it is read as it is. */
export function decodeMessage(text: string, encoding: 'base64' | 'none'): string {
  if (encoding === 'none' || !base64.test(text)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    // Letters that happen to be base64 but are no text when decoded: it was plain text.
    return text;
  }
}

/** Trigger data and metadata, the names as in https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger#message-metadata */
export function queueInput(text: string, message?: DequeuedMessageItem): InvocationInput {
  if (!message) return { data: { string: text }, triggerMetadata: { QueueTrigger: { string: text } } };
  return {
    data: { string: text },
    triggerMetadata: {
      QueueTrigger: { string: text },
      Id: { string: message.messageId },
      DequeueCount: { json: String(message.dequeueCount) },
      InsertionTime: { json: JSON.stringify(message.insertedOn) },
      ExpirationTime: { json: JSON.stringify(message.expiresOn) },
      NextVisibleTime: { json: JSON.stringify(message.nextVisibleOn) },
      PopReceipt: { string: message.popReceipt },
    },
  };
}
