import type { z } from 'zod';
import { firstIssue } from '../../base/index.ts';
import type { ChangesMessage } from '../../model/index.ts';
import { changesMessage } from '../../model/index.ts';
import type { ParsedEvent } from './parse-event.ts';
import { parseEvent } from './parse-event.ts';

/** An event as it came, and what it says. */
export interface ReceivedEvent {
  readonly raw: unknown;
  readonly parsed: ParsedEvent;
}

/** Events of one delivery, each parsed once. */
type EventDelivery =
  | { readonly kind: 'event'; readonly events: readonly ReceivedEvent[] }
  | { readonly kind: 'rejected'; readonly reason: string };

/** A message of the queue `changes`. */
type Message = ChangesMessage | EventDelivery;

/** Event Grid delivers no more at once. https://learn.microsoft.com/azure/event-grid/delivery-and-retry#output-batching */
const mostEvents = 5_000;

/** Tells what a message of the queue `changes` is: one of ours by its `kind`, else events in either schema. Never throws. */
export function parseMessage(message: unknown): Message {
  if (!isOurs(message)) return parseDelivery(message);
  const parsed = changesMessage.safeParse(message);
  return parsed.success ? parsed.data : { kind: 'rejected', reason: reasonOf(parsed.error) };
}

/** Parses what Event Grid delivers: one event or an array of them. */
export function parseDelivery(delivery: unknown): EventDelivery {
  const events = Array.isArray(delivery) ? (delivery as readonly unknown[]) : [delivery];
  if (events.length === 0) return { kind: 'rejected', reason: 'it holds no event' };
  if (events.length > mostEvents)
    return { kind: 'rejected', reason: `it holds more than ${mostEvents} events` };
  return { kind: 'event', events: events.map((raw) => ({ raw, parsed: parseEvent(raw) })) };
}

/** An event may have an attribute named `kind`, too. */
function isOurs(message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  return !('eventType' in message || 'specversion' in message);
}

function reasonOf(error: z.ZodError): string {
  const { field, why } = firstIssue(error);
  return ['message', field, why].filter(Boolean).join(': ');
}
