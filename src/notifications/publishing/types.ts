import type { DeliveryResult } from '../outbox/index.ts';
import type { IntegrationEvent } from './integration-event.ts';

/** A target of integration events. */
export interface Target {
  readonly name: string;
  /** Sends them as one request, all or none. */
  send(facts: readonly IntegrationEvent[]): Promise<DeliveryResult>;
}
