import type { OutboxMessage } from '../../platform/store/index.ts';

/** The result of sending a batch. */
export type DeliveryResult =
  | { readonly kind: 'sent' }
  /** The channel asks for a pause. */
  | { readonly kind: 'held'; readonly seconds: number }
  /** It will not take this, however often it is sent: the address, the secret or the message is wrong. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** It did not answer, or failed: another time it may work. `over`: the service has ended this sending, so that another one is begun. */
  | { readonly kind: 'failed'; readonly reason: string; readonly over?: true };

/** Messages that leave as one. */
export interface Batch {
  readonly messages: readonly OutboxMessage[];
  /** It may have been sent before: a crash came between sending and noting it. */
  readonly repeat: boolean;
  /** The id of the sending, a GUID: a service that knows it can tell what became of it. */
  readonly operation: string;
  /** Whether the sending may have been begun before. */
  readonly begun: boolean;
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
