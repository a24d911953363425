import type { OutboxMessage } from '../../platform/store/index.ts';

/** The result of sending a batch. */
export type DeliveryResult =
  | { readonly kind: 'sent' }
  /** The channel asks for a pause. */
  | { readonly kind: 'held'; readonly seconds: number }
  /** It will not take this, however often it is sent: the address, the secret or the message is wrong. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It did not answer, or failed: another time it may work. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Messages that leave as one. */
export interface Batch {
  readonly messages: readonly OutboxMessage[];
  /** It may have been sent before: a crash came between sending and noting it. */
  readonly repeat: boolean;
}

/** A way out. Reasons carry status codes, never addresses or what was sent. */
export interface Channel {
  readonly limits: readonly RateLimit[];
  send(batch: Batch): Promise<DeliveryResult>;
}

/** At most so many batches in any span of so many seconds. */
export interface RateLimit {
  readonly count: number;
  readonly seconds: number;
}
