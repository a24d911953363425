import type { DeliveryResult } from '../outbox/index.ts';
import type { IntegrationEvent } from './integration-event.ts';

/** Where what happened goes for others to build on. */
export interface Target {
  readonly name: string;
  /** Sends them as one request, all or none. */
  send(facts: readonly IntegrationEvent[]): Promise<DeliveryResult>;
}
