import type { Clock } from '../clock.ts';
import type { Delivery } from '../outbox/index.ts';
import type { Drift, Journal, Watermarks } from '../store/types.ts';
import type { Log } from '../telemetry/index.ts';

/** Where drifts go for others to build on. */
export interface Target {
  readonly name: string;
  /** Sends them as one request, all or none. */
  send(drifts: readonly Drift[]): Promise<Delivery>;
}

export interface PublishPorts {
  readonly targets: readonly Target[];
  readonly journal: Pick<Journal, 'since'>;
  readonly watermarks: Watermarks;
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}
