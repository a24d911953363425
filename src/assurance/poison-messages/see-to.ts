import type { PoisonMessage, QueueName } from '../../platform/store/index.ts';
import { openPoisonMessages } from './note-ended.ts';
import type { PoisonPorts } from './ports.ts';

/** A message that ended, for people. */
export interface PoisonMessageView {
  readonly id: string;
  readonly queue: QueueName;
  readonly size: number;
  readonly requeues: number;
  readonly firstAt: string;
  readonly endedAt: string;
  readonly reason: 'not understood' | 'failed too often';
  readonly errorClass?: string;
  readonly resources: readonly string[];
}

/** Lists the messages that ended and that nobody has seen to, the oldest first. */
export async function poisonMessagesView(
  ports: Pick<PoisonPorts, 'poisonMessages'>,
): Promise<readonly PoisonMessageView[]> {
  const open = (await openPoisonMessages(ports)).toSorted((a, b) => (a.ended.at < b.ended.at ? -1 : 1));
  return open.map(({ queue, hash, size, requeues, firstAt, ended, errorClass }) => ({
    id: `${queue}-${hash}`,
    queue,
    size,
    requeues,
    firstAt,
    endedAt: ended.at,
    reason: ended.reason,
    ...(errorClass !== undefined && { errorClass }),
    resources: ended.resources,
  }));
}

/** Records that somebody has seen to a message that ended. To replay it sends again what it asked for. */
export async function seeToPoisonMessage(
  id: string,
  how: 'acknowledged' | 'replayed',
  by: string,
  ports: PoisonPorts,
): Promise<'done' | 'not-found' | 'not-understood' | 'conflict'> {
  const { poisonMessages, clock } = ports;
  const [, name = '', hash = ''] = /^([a-z-]{1,30})-([0-9a-f]{64})$/.exec(id) ?? [];
  const queue = ports.poisonQueues.map((each) => each.queue).find((each) => each === name);
  const found = queue && (await poisonMessages.read(queue, hash));
  if (!found?.value.ended || found.value.closed) return 'not-found';
  const { work } = found.value.ended;
  if (how === 'replayed' && work.length === 0) return 'not-understood';
  // Sent before it is recorded: what comes twice does no harm.
  if (how === 'replayed') for (const each of work) await sendAgain(found.value, each, ports);
  const closed = { at: clock.now().toISOString(), by, how };
  return (await poisonMessages.put({ ...found.value, closed }, found.etag)) === 'conflict'
    ? 'conflict'
    : 'done';
}

async function sendAgain({ queue }: PoisonMessage, work: unknown, ports: PoisonPorts): Promise<void> {
  const queues: Readonly<Record<QueueName, { send(message: never): Promise<void> }>> = {
    changes: ports.queue,
    'changes-bulk': ports.bulk,
    respond: ports.respond,
    outbox: ports.wake,
  };
  // It was parsed for this queue before it was kept.
  await queues[queue].send(work as never);
}
