import type { Clock } from '../../base/index.ts';
import type { Journal, Schedule, Watermarks } from '../../platform/store/index.ts';
import type { Log } from '../../platform/telemetry/index.ts';
import type { IntegrationEvent } from './integration-event.ts';
import type { Target } from './types.ts';

/** The events that wait to be published to a target. An event is noted before it happens: it may be noted in vain, and is never missing. */
export interface PendingPorts {
  readonly targets: readonly Target[];
  readonly pendingFor: (target: string) => Schedule;
  /** Finds a noted event, by the word before the first `|` of its id; undefined: it has not happened. */
  readonly events: Readonly<Record<string, (id: string) => Promise<IntegrationEvent | undefined>>>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface PublishPorts {
  readonly targets: readonly Target[];
  readonly journal: Pick<Journal, 'since'>;
  readonly watermarks: Watermarks;
  readonly subscriptions: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}
