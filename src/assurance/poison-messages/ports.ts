import type { BulkMessage } from '../../model/index.ts';
import type { ChangePorts } from '../../monitoring/changes/index.ts';
import type { Wake } from '../../notifications/outbox/index.ts';
import type { PoisonMessages, PoisonQueue, WorkQueue } from '../../platform/store/index.ts';

/** The ports by which poison messages are brought to an end. */
export interface PoisonPorts extends Pick<
  ChangePorts,
  'catalogue' | 'clock' | 'log' | 'policies' | 'queue' | 'records' | 'respond' | 'store' | 'subscriptions'
> {
  readonly poisonQueues: readonly PoisonQueue[];
  readonly poisonMessages: PoisonMessages;
  /** The queue `changes-bulk`. */
  readonly bulk: WorkQueue<BulkMessage>;
  /** The queue `outbox`. */
  readonly wake: Pick<WorkQueue<Wake>, 'send'>;
}
