import type { OutboxPorts } from './ports.ts';

/** Messages that a channel has not taken yet, although it was asked to. */
export interface Undelivered {
  readonly channel: string;
  readonly since: string;
  readonly messages: number;
  readonly tries: number;
  readonly reason: string;
  /** The channel refuses them: somebody must look at its address or its secret. */
  readonly refused: boolean;
}

/** Lists what could not be sent, the longest first. */
export async function undelivered({
  outbox,
  channels,
}: Pick<OutboxPorts, 'outbox' | 'channels'>): Promise<readonly Undelivered[]> {
  const found: Undelivered[] = [];
  for (const channel of channels.keys())
    for (const { firstTriedAt, keys, tries, reason, refused = false } of await outbox.batches(channel))
      if (reason !== undefined)
        found.push({ channel, since: firstTriedAt, messages: keys.length, tries, reason, refused });
  return found.toSorted((one, other) => (one.since < other.since ? -1 : 1));
}
