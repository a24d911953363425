import type { Versioned } from './scan-types.ts';
import type { QueueName } from './table-names.ts';

/** A message that failed too often, by what may be kept of it: ids, never its text. */
export interface PoisonMessage {
  readonly queue: QueueName;
  /** SHA-256 of its text: the same message is one row however often it comes. */
  readonly hash: string;
  /** Characters of its text. */
  readonly size: number;
  /** The times that it was requeued. */
  readonly requeues: number;
  readonly firstAt: string;
  readonly lastAt: string;
  /** It is not requeued before this moment. */
  readonly nextAt?: string;
  /** The class of the error with which it failed last, where that is known. */
  readonly errorClass?: string;
  /** It is no longer requeued. */
  readonly ended?: {
    readonly at: string;
    readonly reason: 'not understood' | 'failed too often';
    /** The messages that ask for the same again; none where it was not understood. */
    readonly work: readonly unknown[];
    /** Ids of the resources that it was about. */
    readonly resources: readonly string[];
  };
  /** Set once somebody has seen to it. */
  readonly closed?: {
    readonly at: string;
    readonly by: string;
    readonly how: 'acknowledged' | 'replayed';
  };
}

/** The messages that failed too often. */
export interface PoisonMessages {
  read(queue: QueueName, hash: string): Promise<Versioned<PoisonMessage> | undefined>;
  /** `conflict`: somebody else has written it meanwhile. */
  put(message: PoisonMessage, etag: string | undefined): Promise<'written' | 'conflict'>;
  all(): AsyncIterable<Versioned<PoisonMessage>>;
  remove(message: Pick<PoisonMessage, 'queue' | 'hash'>): Promise<void>;
}

/** A message that the Functions host has put aside. */
export interface PoisonedText {
  readonly text: string;
  /** Puts it back into its queue as it is. A crash in between leaves it in both, never in none. */
  requeue(): Promise<void>;
  /** Hides it for so many seconds. */
  hide(seconds: number): Promise<void>;
  remove(): Promise<void>;
}

/** A queue to which the Functions host moves what failed too often: `<queue>-poison`. */
export interface PoisonQueue {
  readonly queue: QueueName;
  /** Approximate number of its messages, hidden ones included. */
  depth(): Promise<number>;
  /** Takes those that are not hidden, at most 1,000; each is hidden from others for a minute. */
  take(): AsyncIterable<PoisonedText>;
}
