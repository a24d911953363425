import { createHash } from 'node:crypto';
import { describeError } from '../../platform/telemetry/index.ts';
import type { PoisonMessage, QueueName } from '../../platform/store/index.ts';
import type { PoisonPorts } from './ports.ts';
import { understood } from './understand.ts';

/** As in host.json: after so many tries the Functions host puts a message aside. */
export const mostDeliveries = 5;

interface Delivery {
  readonly queue: QueueName;
  readonly message: unknown;
  /** 1 for the first. */
  readonly count: number;
}

type Needs = Pick<PoisonPorts, 'catalogue' | 'clock' | 'log' | 'policies' | 'poisonMessages'>;

/**
 * Handles a message of a queue. One that cannot be understood ends at once, as no further try would help. Where the last try fails, the
 * class of the error is noted: the host tells nobody.
 * @throws what the handler threw, so that the host delivers the message again
 */
export async function takeMessage(
  { queue, message, count }: Delivery,
  handle: () => Promise<void>,
  ports: Needs,
): Promise<void> {
  try {
    await handle();
  } catch (error) {
    // As the app itself writes it into a queue.
    const text = Buffer.from(JSON.stringify(message) ?? '').toString('base64');
    const isUnderstood = understood(queue, text, ports) !== undefined;
    if (isUnderstood && count < mostDeliveries) throw error;
    const noted = noteFailure({ queue, text, isUnderstood, errorClass: classOf(error) }, ports);
    if (!isUnderstood) return noted;
    await noted.catch((trouble: unknown) =>
      ports.log.warn('The failure of a message could not be noted', { queue, error: describeError(trouble) }),
    );
    throw error;
  }
}

async function noteFailure(
  failure: { queue: QueueName; text: string; isUnderstood: boolean; errorClass: string },
  { clock, log, poisonMessages }: Needs,
): Promise<void> {
  const { queue, text, isUnderstood, errorClass } = failure;
  const at = clock.now().toISOString();
  const hash = createHash('sha256').update(text).digest('hex');
  const found = await poisonMessages.read(queue, hash);
  const known = found?.value.closed ? undefined : found?.value;
  if (known?.ended) return;
  const first = { queue, hash, size: text.length, requeues: 0, firstAt: at };
  const noted: PoisonMessage = { ...(known ?? first), lastAt: at, errorClass };
  const ended = { at, reason: 'not understood', work: [], resources: [] } as const;
  if (!isUnderstood) log.warn('A message could not be understood', { queue, error: errorClass });
  await poisonMessages.put(isUnderstood ? noted : { ...noted, ended }, found?.etag);
}

/** The name of an error's class, never its message: that may quote what was sent. */
function classOf(error: unknown): string {
  const name = error instanceof Error ? error.name : typeof error;
  return /^[A-Za-z]{1,60}$/.test(name) ? name : 'Error';
}
