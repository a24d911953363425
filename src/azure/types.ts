import type { RelatedQuery, Resource } from '../policy/types.ts';

/**
 * What came of a read. `startedAt` (ISO 8601) is when the read began by the server's clock (its Date header less the
 * call's duration), so that it can be compared with an event's time whatever this host's clock says.
 */
export type ReadFailure =
  | { readonly kind: 'denied'; readonly startedAt: string; readonly reason: string }
  /** 429, or a budget of ours used up: try again after so many seconds. */
  | {
      readonly kind: 'throttled';
      readonly startedAt: string;
      readonly retryAfterSeconds: number;
      readonly reason: string;
    }
  /** 5xx, time-out, connection refused, token endpoint down: transient. */
  | { readonly kind: 'failed'; readonly startedAt: string; readonly reason: string }
  /** An answer that is not a resource: no object, no id or type, another id than asked for. */
  | { readonly kind: 'malformed'; readonly startedAt: string; readonly reason: string }
  /** No api-version is known for the type. */
  | { readonly kind: 'unmapped'; readonly startedAt: string; readonly reason: string };

export type ReadOutcome =
  | { readonly kind: 'found'; readonly startedAt: string; readonly resource: Resource }
  | { readonly kind: 'gone'; readonly startedAt: string }
  | ReadFailure;

export type RelatedOutcome =
  | { readonly kind: 'found'; readonly startedAt: string; readonly resources: readonly Resource[] }
  | ReadFailure;

/** One page of a listing, or why it could not be read. */
export type PageOutcome = { readonly kind: 'page'; readonly resources: readonly Resource[] } | ReadFailure;

/** Reads the customer's Azure. Every expected trouble is a value, never an exception. */
export interface AzureReader {
  /** GET by id with the one pinned api-version of its type. Subscriptions and resource groups are resources too. */
  get(resourceId: string): Promise<ReadOutcome>;
  /** Answers a policy's question for related resources; a 404 is an empty answer. */
  related(query: RelatedQuery): Promise<RelatedOutcome>;
  /** Lists the subscription itself, its resource groups and its resources (ids and types; not whole). */
  list(subscriptionId: string): AsyncIterable<PageOutcome>;
}
