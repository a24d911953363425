/**
 * Storage queue triggers: polls with back-off, holds a message while it is worked on, deletes it on success, gives it
 * back on failure, and puts it aside in `<queue>-poison` after `maxDequeueCount` tries.
 * See https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue
 */
import type { DequeuedMessageItem, QueueClient, QueueServiceClient } from '@azure/storage-queue';
import type { AppFunction } from './core-module.ts';
import { describeError } from './log.ts';
import { queueService } from './queue-connection.ts';
import { holdMessage } from './queue-lease.ts';
import { decodeMessage, queueInput } from './queue-message.ts';
import { resolveSettings } from './settings.ts';
import { textOf } from './trigger-kind.ts';
import type { HostParts, TriggerKind } from './trigger-kind.ts';

const minPollingInterval = 100;

export const queueKind: TriggerKind = {
  types: ['queueTrigger'],
  start(functions, host) {
    const stopped = new AbortController();
    const loops = functions
      .map((fn) => openQueue(fn, host))
      .map((queue) => poll(queue, host, stopped.signal));
    return {
      stop: async () => {
        stopped.abort();
        await Promise.all(loops);
      },
    };
  },
  describe: (fn, host) => `queue ${resolveSettings(textOf(fn, 'queueName'), host.environment)}`,
  manualInput: (_fn, input) => queueInput(input),
};

interface TriggerQueue {
  fn: AppFunction;
  client: QueueClient;
  service: QueueServiceClient;
}

function openQueue(fn: AppFunction, host: HostParts): TriggerQueue {
  const { connection } = fn.trigger.binding;
  const name = typeof connection === 'string' && connection ? connection : 'AzureWebJobsStorage';
  try {
    const service = queueService(resolveSettings(name, host.environment), host.environment);
    return {
      fn,
      service,
      client: service.getQueueClient(resolveSettings(textOf(fn, 'queueName'), host.environment)),
    };
  } catch (cause) {
    throw new Error(`Function "${fn.name}": ${describeError(cause)}`, { cause });
  }
}

/** Polls until the signal aborts, then returns when every message taken is done with. Never rejects. */
async function poll(queue: TriggerQueue, host: HostParts, signal: AbortSignal): Promise<void> {
  const { batchSize, newBatchThreshold, maxPollingInterval } = host.config.queues;
  const visibilityTimeout = host.messageLease / 1000;
  const working = new Set<Promise<void>>();
  let delay = 0;
  let ready = false;
  let failing = false;

  while (!signal.aborted) {
    while (working.size > newBatchThreshold) await Promise.race(working);
    try {
      // Each time after trouble, too: the queue may have been deleted meanwhile.
      if (!ready) await queue.client.createIfNotExists();
      ready = true;
      const { receivedMessageItems } = await queue.client.receiveMessages({
        numberOfMessages: batchSize,
        visibilityTimeout,
      });
      if (failing) host.log('information', 'Host.Queues', `Queue '${queue.client.name}' is reached again`);
      failing = false;
      for (const message of receivedMessageItems) {
        const work = handleMessage(queue, message, host).finally(() => working.delete(work));
        working.add(work);
      }
      delay =
        receivedMessageItems.length > 0
          ? 0
          : Math.min(maxPollingInterval, Math.max(minPollingInterval, delay * 2));
    } catch (error) {
      if (!failing)
        host.log('warning', 'Host.Queues', `Queue '${queue.client.name}' fails: ${describeError(error)}`);
      failing = true;
      ready = false;
      delay = Math.min(maxPollingInterval, Math.max(minPollingInterval, delay * 2));
    }
    await host.sleep(delay, signal);
  }
  await Promise.all(working);
}

/** Works on one message. Trouble with the queue is logged, never thrown: the message then comes again by itself. */
async function handleMessage(
  queue: TriggerQueue,
  message: DequeuedMessageItem,
  host: HostParts,
): Promise<void> {
  const { maxDequeueCount, messageEncoding, visibilityTimeout } = host.config.queues;
  const lease = holdMessage(queue.client, message, host);
  try {
    // More tries than allowed without an outcome: the process died over it each time.
    const exhausted = message.dequeueCount > maxDequeueCount;
    const outcome = exhausted
      ? { ok: false }
      : await host.invoke(queue.fn, queueInput(decodeMessage(message.messageText, messageEncoding), message));
    const popReceipt = await lease.release();
    if (!outcome.ok && message.dequeueCount < maxDequeueCount) {
      await queue.client.updateMessage(
        message.messageId,
        popReceipt,
        undefined,
        Math.ceil(visibilityTimeout / 1000),
      );
      return;
    }
    if (!outcome.ok) await setAside(queue, message, host);
    await queue.client.deleteMessage(message.messageId, popReceipt);
  } catch (error) {
    await lease.release();
    host.log(
      'warning',
      'Host.Queues',
      `Message ${message.messageId} of '${queue.client.name}' will come again: ${describeError(error)}`,
    );
  }
}

async function setAside(queue: TriggerQueue, message: DequeuedMessageItem, host: HostParts): Promise<void> {
  const poison = queue.service.getQueueClient(`${queue.client.name}-poison`);
  await poison.createIfNotExists();
  // As it came, encoding included, and kept until somebody looks at it.
  await poison.sendMessage(message.messageText, { messageTimeToLive: -1 });
  host.log(
    'warning',
    'Host.Queues',
    `Message ${message.messageId} was tried ${message.dequeueCount} times and moved to '${poison.name}'`,
  );
}
