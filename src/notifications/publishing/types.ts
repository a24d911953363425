import type { Delivery } from '../outbox/index.ts';
import type { Fact } from './integration-event.ts';

/** Where what happened goes for others to build on. */
export interface Target {
  readonly name: string;
  /** Sends them as one request, all or none. */
  send(facts: readonly Fact[]): Promise<Delivery>;
}
