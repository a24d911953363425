import type { Severity } from '../../model/index.ts';
import type { Versioned } from './scan-types.ts';

export type MessageKind =
  | 'first'
  | 'changed'
  | 'resolved'
  | 'reminder'
  | 'escalation'
  | 'decision'
  | 'notice'
  | 'digest'
  | 'canary';

/** Something that is to leave: written before it is sent, kept with what became of it. */
export interface OutboxMessage {
  /** The id that its sender gives it, the same each time for the same message: `response|DRIFT|first`. */
  readonly id: string;
  /** The channel. */
  readonly channel: string;
  readonly kind: MessageKind;
  /** Messages of one thread are folded: `policy|subscription|resource group`. */
  readonly thread?: string;
  /** The subject: of several messages about the same one, a digest shows the last. */
  readonly subject?: string;
  readonly severity: Severity;
  /** The content, in no form yet. */
  readonly content: unknown;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly notBefore: string;
}

/** A message that waits, with the key of its row. */
export interface Waiting {
  readonly key: string;
  readonly message: OutboxMessage;
}

/** Messages that leave together as one. Noted before they are sent: what a crash leaves is sent again as it was, and says so. */
export interface OutboxBatch {
  readonly id: string;
  readonly keys: readonly string[];
  readonly tries: number;
  /** When it is tried (again). */
  readonly notBefore: string;
  readonly firstTriedAt: string;
  /** The id of the sending, where the service has ended an earlier one. Absent: the id of the batch. */
  readonly operation?: string;
  /** Why it could not be sent. */
  readonly reason?: string;
  /** The channel refuses it: it is tried once a day. */
  readonly refused?: true;
}

/** The state of a channel, kept by whoever drains it: one at a time. */
export interface ChannelState {
  readonly holder: string;
  /** Until then nobody else drains it. */
  readonly until: string;
  /** The times within the last hour at which it was sent to. */
  readonly sentAt: readonly string[];
  /** The times within the last hour at which each thread had a message. */
  readonly threads: Readonly<Record<string, readonly string[]>>;
  /** The channel asked for a pause until then. */
  readonly throttledUntil?: string;
}

/** A message that has left. */
export interface SentMessage {
  readonly message: OutboxMessage;
  readonly sentAt: string;
  /** The batch that it left with. */
  readonly batch: string;
}

export interface Outbox {
  /** Adds a message once, whatever comes twice. */
  add(message: OutboxMessage): Promise<void>;
  /** Those of a channel whose time has come (ISO 8601), the earliest first. */
  waiting(channel: string, now: string): Promise<readonly Waiting[]>;
  batches(channel: string): Promise<readonly OutboxBatch[]>;
  /** Notes a batch, or what became of a try. */
  putBatch(channel: string, batch: OutboxBatch): Promise<void>;
  /** Its messages have left: they are kept as such, and the batch is over. */
  sent(channel: string, batch: OutboxBatch, messages: readonly Waiting[], sentAt: string): Promise<void>;
  sentSince(channel: string, since: string): AsyncIterable<SentMessage>;
  channel(channel: string): Promise<Versioned<ChannelState> | undefined>;
  /** `conflict`: somebody else was first. */
  putChannel(
    channel: string,
    state: ChannelState,
    etag: string | undefined,
  ): Promise<{ readonly etag: string } | 'conflict'>;
}
