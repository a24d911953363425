import type { Clock } from '../../base/index.ts';
import type { Journal, Watermarks } from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { Delivery } from '../outbox/index.ts';
import type { Fact } from './integration-event.ts';

/** Where what happened goes for others to build on. */
export interface Target {
  readonly name: string;
  /** Sends them as one request, all or none. */
  send(facts: readonly Fact[]): Promise<Delivery>;
}

export interface PublishPorts {
  readonly targets: readonly Target[];
  readonly journal: Pick<Journal, 'since'>;
  readonly watermarks: Watermarks;
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}
