import type { Clock } from '../base/index.ts';
import type { Outbox, WorkQueue } from '../platform/store/index.ts';
import type { AlertSettings } from './settings.ts';

/** The ports that enqueueing a message needs. */
export interface NotificationPorts {
  readonly outbox: Outbox;
  /** Wakes who drains a channel. */
  readonly wake: WorkQueue<{ readonly channel: string }>;
  readonly alerts: AlertSettings;
  readonly clock: Pick<Clock, 'now'>;
}
