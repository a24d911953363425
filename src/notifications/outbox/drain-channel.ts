import { latest, plusSeconds } from '../../base/index.ts';
import type { ChannelState, OutboxBatch, Versioned, Waiting } from '../../platform/store/index.ts';
import { afterSending, allowance, planBatches } from './batching.ts';
import type { OutboxPorts } from './ports.ts';
import type { Channel, DeliveryResult } from './types.ts';

/** The lease on the channel, renewed with every batch. */
const holdSeconds = 120;

/** The retry delay while another worker holds the lease. */
const askAgainSeconds = 5;

const shortestPause = 15;

const longestPause = 3_600;

const day = 86_400;

/** The most batches in one call; the next call sends the rest. */
const mostBatches = 60;

/**
 * Sends what is due on a channel, one worker at a time. Each batch is recorded before it is sent and after. What cannot be sent is kept
 * and tried again without end, with growing pauses.
 * @returns when there is more to do, ISO 8601; undefined: nothing waits
 */
export async function drainChannel(name: string, ports: OutboxPorts): Promise<string | undefined> {
  const channel = ports.channels.get(name);
  if (!channel) return undefined;
  const held = await hold(name, ports);
  if (typeof held === 'string') return held;
  const worker = new Worker(name, channel, held, ports);
  try {
    return await worker.run();
  } finally {
    await worker.release();
  }
}

/** Takes the lease on the channel, or says when to try again: its holder may have looked before the last message came. */
async function hold(
  name: string,
  { outbox, clock, newId }: OutboxPorts,
): Promise<Versioned<ChannelState> | string> {
  const found = await outbox.channel(name);
  const at = clock.now().toISOString();
  const again = plusSeconds(at, askAgainSeconds);
  if (found && found.value.until > at) return again;
  const state: ChannelState = {
    ...(found?.value ?? { sentAt: [], threads: {} }),
    holder: newId(),
    until: plusSeconds(at, holdSeconds),
  };
  const written = await outbox.putChannel(name, state, found?.etag);
  return written === 'conflict' ? again : { value: state, etag: written.etag };
}

class Worker {
  readonly #name: string;
  readonly #channel: Channel;
  readonly #ports: OutboxPorts;
  #state: ChannelState;
  #etag: string;
  #lost = false;

  constructor(name: string, channel: Channel, held: Versioned<ChannelState>, ports: OutboxPorts) {
    this.#name = name;
    this.#channel = channel;
    this.#ports = ports;
    this.#state = held.value;
    this.#etag = held.etag;
  }

  async run(): Promise<string | undefined> {
    const { outbox } = this.#ports;
    for (let sends = 0; sends < mostBatches && !this.#lost; sends += 1) {
      const now = this.#now();
      const batches = await outbox.batches(this.#name);
      const taken = new Set(batches.flatMap(({ keys }) => keys));
      const all = await outbox.waiting(this.#name, now);
      const again = batches.find((batch) => this.#tryAt(batch, now) <= now);
      if (again) {
        // Noted and not recorded as sent, or tried in vain: as it was.
        const messages = all.filter(({ key }) => again.keys.includes(key));
        await this.#send(again, messages, now);
        continue;
      }
      const due = all.filter(({ key }) => !taken.has(key));
      const { batches: ready, nextAt } = planBatches(this.#state, due, now, this.#channel.limits);
      const [messages] = ready;
      if (!messages) {
        const next = batches.map((batch) => this.#tryAt(batch, now));
        if (nextAt !== undefined) next.push(nextAt);
        return next.toSorted()[0];
      }
      const batch: OutboxBatch = {
        id: this.#ports.newId(),
        keys: messages.map(({ key }) => key),
        tries: 0,
        notBefore: now,
        firstTriedAt: now,
      };
      await this.#send(batch, messages, now);
    }
    return this.#now();
  }

  /** When a batch is tried again: not before a pause is over that the channel asked for, and within its limits. */
  #tryAt({ notBefore }: OutboxBatch, now: string): string {
    const { throttledUntil = notBefore, sentAt } = this.#state;
    const { freeAt = notBefore } = allowance(sentAt, now, this.#channel.limits);
    return latest(latest(notBefore, throttledUntil), freeAt);
  }

  async #send(batch: OutboxBatch, messages: readonly Waiting[], now: string): Promise<void> {
    const { outbox, log } = this.#ports;
    if (messages.length === 0) return outbox.sent(this.#name, batch, [], now);
    // Begun before, and nothing is known of its end.
    const repeat = batch.tries > 0 && batch.reason === undefined;
    const { reason: _reason, refused: _refused, ...rest } = batch;
    const trying: OutboxBatch = { ...rest, tries: batch.tries + 1 };
    await outbox.putBatch(this.#name, trying);
    const before = this.#state;
    // Counted before it is sent: whoever dies after the sending has not made room for another.
    await this.#keep(afterSending(before, messages, now));
    if (this.#lost) return undefined;
    const delivery = await this.#channel.send({
      messages: messages.map(({ message }) => message),
      repeat,
      operation: batch.operation ?? batch.id,
      begun: batch.tries > 0,
    });
    const at = this.#now();
    if (delivery.kind === 'sent') {
      await outbox.sent(this.#name, trying, messages, at);
      return this.#keep(afterSending(before, messages, at));
    }
    const { seconds, reason, refused } = pauseAfter(delivery, trying);
    await outbox.putBatch(this.#name, {
      ...trying,
      notBefore: plusSeconds(at, seconds),
      reason,
      ...(refused && { refused }),
      ...(delivery.kind === 'failed' && delivery.over && { operation: this.#ports.newId() }),
    });
    log.warn('A message could not be sent', { channel: this.#name, reason, count: messages.length });
    // Others would fare no better: the channel rests.
    return this.#keep({
      threads: before.threads,
      // What failed may have arrived.
      ...(delivery.kind !== 'failed' && { sentAt: before.sentAt }),
      throttledUntil: plusSeconds(at, Math.min(seconds, longestPause)),
    });
  }

  /** Writes how the channel stands and holds it further. If another has taken it, this one stops. */
  async #keep(change: Partial<ChannelState>): Promise<void> {
    const until = plusSeconds(this.#now(), holdSeconds);
    this.#state = { ...this.#state, ...change, until };
    const written = await this.#ports.outbox.putChannel(this.#name, this.#state, this.#etag);
    if (written === 'conflict') this.#lost = true;
    else this.#etag = written.etag;
  }

  /** Leaves the channel to the next; if another has taken it, this changes nothing. */
  async release(): Promise<void> {
    await this.#ports.outbox.putChannel(this.#name, { ...this.#state, until: this.#now() }, this.#etag);
  }

  #now(): string {
    return this.#ports.clock.now().toISOString();
  }
}

function pauseAfter(
  delivery: Exclude<DeliveryResult, { kind: 'sent' }>,
  { tries }: OutboxBatch,
): { readonly seconds: number; readonly reason: string; readonly refused?: true } {
  if (delivery.kind === 'held')
    return { seconds: delivery.seconds, reason: `asked to wait ${delivery.seconds} s` };
  if (delivery.kind === 'refused') return { seconds: day, reason: delivery.reason, refused: true };
  return { seconds: Math.min(longestPause, shortestPause * 2 ** (tries - 1)), reason: delivery.reason };
}
