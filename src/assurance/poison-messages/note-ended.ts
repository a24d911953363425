import { secondsBetween } from '../../base/index.ts';
import type { PoisonMessage } from '../../platform/store/index.ts';
import { isNoted, noteOnce } from '../../records/index.ts';
import { respondWork } from '../../response/responses/index.ts';
import type { PoisonPorts } from './ports.ts';

const day = 24 * 3600;

type EndedMessage = PoisonMessage & Required<Pick<PoisonMessage, 'ended'>>;

/** Lists the messages that ended and that nobody has seen to. */
export async function openPoisonMessages({
  poisonMessages,
}: Pick<PoisonPorts, 'poisonMessages'>): Promise<readonly EndedMessage[]> {
  const open: EndedMessage[] = [];
  for await (const { value } of poisonMessages.all())
    if (value.ended && !value.closed) open.push({ ...value, ended: value.ended });
  return open;
}

/** Notes for people which messages ended: once for those that ended together, then one notice a day and queue while they are open. */
export async function noteEnded(now: string, ports: PoisonPorts): Promise<void> {
  const open = await openPoisonMessages(ports);
  for (const [queue, messages] of Map.groupBy(open, (each) => each.queue)) {
    const [since = now] = messages.map(({ ended }) => ended.at).toSorted();
    const together = Map.groupBy(messages, ({ ended }) => ended.at);
    for (const [at, { length: count }] of together)
      if (secondsBetween(at, now) < day)
        await noteOnce(
          `poison|${queue}|${at}`,
          { kind: 'poison-messages', at, queue, count, since: at },
          ports.records,
          now,
        );
    const days = Math.floor(secondsBetween(since, now) / day);
    const id = `poison|${queue}|daily|${since}|${days}`;
    if (days === 0 || (await isNoted(id, now, ports.records))) continue;
    if (queue === 'respond') await askAgain(messages, ports);
    const notice = { kind: 'poison-messages', at: now, queue, count: messages.length, since } as const;
    await noteOnce(id, notice, ports.records, now);
  }
}

/** A drift whose response was never opened is found by nobody else: it is asked for once a day. */
async function askAgain(
  messages: readonly EndedMessage[],
  { respond }: Pick<PoisonPorts, 'respond'>,
): Promise<void> {
  for (const { ended } of messages)
    for (const work of ended.work) {
      const parsed = respondWork.safeParse(work);
      if (parsed.success && 'resourceId' in parsed.data) await respond.send(parsed.data);
    }
}
