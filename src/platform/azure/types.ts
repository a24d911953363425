import type { Resource } from '../../model/index.ts';
import type { RelatedQuery } from '../../rules/policy/index.ts';
import type { OperationLink, OperationStanding } from './operation-types.ts';

/**
 * A read that failed. `startedAt` (ISO 8601) is when the read began by the server's clock (its Date header less the
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

/** The outcome of a call by one of the service's own clients. */
export type Attempt<T> =
  | { readonly kind: 'read'; readonly startedAt: string; readonly value: T }
  | { readonly kind: 'gone'; readonly startedAt: string }
  | ReadFailure;

export type RelatedOutcome =
  | { readonly kind: 'found'; readonly startedAt: string; readonly resources: readonly Resource[] }
  | ReadFailure;

/** A call that was answered, for whoever has to show where something comes from. */
export interface HeardCall {
  /** The path without its query. */
  readonly path: string;
  readonly apiVersion: string;
  readonly status: number;
  /** Azure's id of the call. */
  readonly requestId?: string;
  /** When it was answered, by our clock: ISO 8601. */
  readonly at: string;
  /** The service's clock less ours, in milliseconds; the service names whole seconds. Absent: it named none. */
  readonly skewMilliseconds?: number;
  /** SHA-256 of the answer as it came. */
  readonly sha256: string;
}

/** Reads the customer's Azure. Every expected trouble is a value, never an exception. */
export interface AzureReader {
  /**
   * Reads by id with the one api-version of its type. Subscriptions and resource groups are resources too.
   * @param since a reading that began at this moment or later will do, by the server's clock, whoever asked for it. Absent: a reading of
   * one's own
   */
  get(resourceId: string, since?: string): Promise<ReadOutcome>;
  /** Answers a policy's question for related resources; a 404 is an empty answer. `since` as in `get`, for each reading. */
  related(query: RelatedQuery, since?: string): Promise<RelatedOutcome>;
}

/** One page of what Resource Graph knows: an index that lags behind, and that leaves out what the caller may not read. */
export type GraphPage =
  | {
      readonly kind: 'page';
      readonly startedAt: string;
      readonly resources: readonly Resource[];
      /** Rows that are no resources: without an id or a type. */
      readonly malformed: number;
      /** The graph holds more than it gave, and offers no way to the rest. */
      readonly truncated: boolean;
    }
  | ReadFailure;

/** Azure Policy's state of one resource for one policy of an assignment. */
export interface AzurePolicyState {
  readonly resourceId: string;
  readonly assignmentId: string;
  readonly definitionId: string;
  /** Absent: the assignment is of a single definition. */
  readonly referenceId?: string;
  /** `Compliant`, `NonCompliant`, `Exempt`, `Unknown`, `Conflict`, `Protected`, `Error`: as Azure spells it. */
  readonly state: string;
  /** In Azure's words: the reason code, or what was compared. */
  readonly reason?: string;
  /** When Azure evaluated, ISO 8601. */
  readonly timestamp: string;
}

/** The ids by which Azure's states of one policy of an assignment are found, in any case. */
export type AssignedPolicyIds = Pick<AzurePolicyState, 'assignmentId' | 'definitionId' | 'referenceId'>;

/** The number of Azure's states of a subscription that one policy of an assignment has, by state. */
export interface PolicyStateCount extends AssignedPolicyIds {
  readonly state: string;
  readonly count: number;
  /** When the first of them was evaluated, ISO 8601. */
  readonly earliest: string;
}

/** One page of counts; never one of which something is missing. `next`: the token of the page that follows. */
export type PolicyCountsPage =
  | {
      readonly kind: 'counts';
      readonly startedAt: string;
      readonly counts: readonly PolicyStateCount[];
      readonly next?: string;
    }
  | ReadFailure;

/** One page of Azure's states; never one of which something is missing. `next`: the token of the page that follows. */
export type PolicyStatesPage =
  | {
      readonly kind: 'states';
      readonly startedAt: string;
      readonly states: readonly AzurePolicyState[];
      readonly next?: string;
    }
  | ReadFailure;

/** A change of a resource, as the table `resourcechanges` of Resource Graph has it. The person in it, a mail address, is never asked for. */
export interface RecordedChange {
  /** An id of ours: a GUID, or a hash. */
  readonly id: string;
  readonly kind: 'create' | 'update' | 'delete';
  /** When Resource Graph noticed it: up to some minutes after it happened. */
  readonly detectedAt: string;
  /** Absent: Azure names none. */
  readonly correlationId?: string;
  /** `Microsoft.Storage/storageAccounts/write`; absent where it has not the form of an operation. */
  readonly operation?: string;
  /** Paths of the properties that an update changed. */
  readonly paths: readonly string[];
  /** More properties changed than are named. */
  readonly truncated: boolean;
}

/** A change of a resource, and nothing more of it, as the table `resourcechanges` of Resource Graph has it. */
export interface DetectedChange {
  readonly resourceId: string;
  /** When Resource Graph noticed it: up to some minutes after it happened. */
  readonly detectedAt: string;
}

/** Reads Resource Graph. It nominates and never decides: what it shows is confirmed by a GET. */
export interface AzureGraph {
  /** Resource groups of a subscription, as resources. */
  resourceGroups(subscriptionId: string): AsyncIterable<GraphPage>;
  /** Resources of resource groups with their properties, by id. */
  resources(subscriptionId: string, resourceGroups: readonly string[]): AsyncIterable<GraphPage>;
  /** Resources of subscriptions by name and type, without regard to case (ids, names and types; not whole). */
  named(
    subscriptionIds: readonly string[],
    names: readonly string[],
    types: readonly string[],
  ): AsyncIterable<GraphPage>;
  /** Subscriptions anywhere under a management group, as resources. */
  subscriptionsUnder(managementGroup: string): AsyncIterable<GraphPage>;
  /** Counts Azure Policy's latest states of a subscription, by policy and state. */
  policyStateCounts(subscriptionId: string, next?: string): Promise<PolicyCountsPage>;
  /** Azure Policy's latest states of a subscription: those that are not Compliant, or all of one policy. */
  policyStates(
    subscriptionId: string,
    which: 'exceptions' | AssignedPolicyIds,
    next?: string,
  ): Promise<PolicyStatesPage>;
  /** The changes of a resource that the graph noticed between two times, of the last 14 days. It knows none of a child such as a blob service. */
  changesOf(resourceId: string, from: string, to: string): Promise<Attempt<readonly RecordedChange[]>>;
  /** The same of all resources of a subscription: that each changed, and when. */
  changesIn(subscriptionId: string, from: string, to: string): Promise<Attempt<readonly DetectedChange[]>>;
}

/** The calls that were charged to one budget since the process started. */
export interface BudgetReport {
  /** `subscription|provider|region|kind`, with what does not apply left empty. */
  readonly key: string;
  readonly calls: number;
  /** Seconds that calls waited for this budget. */
  readonly waitedSeconds: number;
  /** The number of times that the service answered 429. */
  readonly throttled: number;
}

/** A management lock. https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources */
export interface Lock {
  readonly id: string;
  /** `ReadOnly`, `CanNotDelete`. */
  readonly level: string;
}

interface WriteAnswer {
  readonly status: number;
  /** Azure's id of the call. */
  readonly requestId?: string;
}

/** The outcome of a write. `uncertain`: it may have been done or not; only reading tells. */
export type WriteOutcome =
  /** With `operation`, Azure has accepted it, and carries it out. */
  | ({ readonly kind: 'done'; readonly operation?: OperationLink } & WriteAnswer)
  /** The resource is not as it was read. `busy`: another operation is under way. */
  | ({ readonly kind: 'changed' | 'busy' | 'locked' | 'denied'; readonly why: string } & WriteAnswer)
  | ({ readonly kind: 'throttled'; readonly retryAfterSeconds: number; readonly why: string } & WriteAnswer)
  | ({ readonly kind: 'uncertain' | 'refused'; readonly why: string } & Partial<WriteAnswer>);

/** Writes to single resources, and reads what it is about to write. Every expected trouble is a value. */
export interface AzureWriter {
  /** `etag` where the provider has one, and heeds it. */
  read(id: string): Promise<
    | {
        readonly kind: 'found';
        readonly startedAt: string;
        readonly resource: Resource;
        /** The api-version of the read: a write of what was read uses the same. */
        readonly apiVersion?: string;
        readonly etag?: string;
      }
    | { readonly kind: 'gone'; readonly startedAt: string }
    | ReadFailure
  >;
  /** Locks at a scope; those above it may be among them. */
  locks(scope: string): Promise<{ readonly kind: 'found'; readonly locks: readonly Lock[] } | ReadFailure>;
  write(request: {
    readonly id: string;
    readonly method: 'PATCH' | 'PUT';
    readonly body: Readonly<Record<string, unknown>>;
    /** The api-version with which the body was read. Default: that of the type. */
    readonly apiVersion?: string;
    readonly ifMatch?: string;
    readonly correlationId: string;
  }): Promise<WriteOutcome>;
  /** Looks once how an operation stands. */
  follow(link: Exclude<OperationLink, { kind: 'untold' }>): Promise<OperationStanding>;
}
