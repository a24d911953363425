import type { ResourceState } from '../../model/index.ts';
import type { Versioned } from './scan-types.ts';

/** A current state without the list of what was read for it. */
export type KnownStates = Omit<ResourceState, 'reads'>;

/** Reads current states by the columns that say what they are. */
export interface StatesReader {
  /** One point read. Undefined: never seen. */
  of(resourceId: string): Promise<KnownStates | undefined>;
  /** Current states of a resource group or a subscription in the order of their places, those after a place alone. */
  from(
    scope: string,
    after?: string,
  ): AsyncIterable<{ readonly place: string; readonly current: KnownStates }>;
}

/** A request to compare what Azure says of one resource: events of one time are one request. */
export interface ComparisonRequest {
  readonly resourceId: string;
  /** Its message has the same. */
  readonly id: string;
  /** `waiting`: its message is on the way, and what comes meanwhile is served by it. `reading`: Azure may have been read already. */
  readonly status: 'waiting' | 'reading' | 'done';
  /** When its message comes up, ISO 8601. */
  readonly dueAt: string;
  /** Azure said something new by a policy that is delegated to it: the resource is to be evaluated again. */
  readonly delegated: boolean;
  /** When the read of the last comparison began, ISO 8601, by the server's clock. */
  readonly comparedAt?: string;
}

/** Comparisons with Azure that are under way: of subscriptions, in portions, and of single resources. */
export interface Comparisons {
  /** The comparison of a subscription that began last. */
  run(subscriptionId: string): Promise<Versioned<unknown> | undefined>;
  /** `conflict`: somebody else has written it meanwhile. */
  saveRun(subscriptionId: string, run: unknown, etag: string | undefined): Promise<'written' | 'conflict'>;
  request(resourceId: string): Promise<Versioned<ComparisonRequest> | undefined>;
  saveRequest(
    request: ComparisonRequest,
    etag: string | undefined,
  ): Promise<{ readonly etag: string } | 'conflict'>;
}
