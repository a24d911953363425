import type { InvocationContext } from '@azure/functions';
import { takeMessage } from '../../src/assurance/poison-messages/index.ts';
import { appFor } from '../invocation.ts';

/** Handles a message of a queue, so that one that fails in the end is known by its error. */
export async function takeFrom(
  queue: Parameters<typeof takeMessage>[0]['queue'],
  message: unknown,
  context: InvocationContext,
  handle: () => Promise<void>,
): Promise<void> {
  const { ports } = await appFor(context);
  const count = Number(context.triggerMetadata?.['dequeueCount'] ?? 1);
  await takeMessage({ queue, message, count }, handle, ports);
}
