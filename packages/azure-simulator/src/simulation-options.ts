import type { Limits } from '@phiwatch/kql-runner';
import type { PolicyData } from './policy/index.ts';
import type { OfferedVersions } from './providers.ts';
import type { Resource } from './resource.ts';
import type { Grant } from './roles.ts';
import type { Identity } from './tokens.ts';
import type { Person } from './user-tokens.ts';

export interface SimulationOptions {
  readonly resources: Iterable<Resource>;
  readonly roles: readonly Grant[];
  /** The identities that the managed identity endpoint gives tokens for; the first one where no client id is asked for. */
  readonly identities: readonly Identity[];
  readonly tenantId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The time for which a provider works in the background; 0: not at all. */
  readonly settleMs: number;
  /** Entries of a list per page. */
  readonly pageSize: number;
  /** Api-versions that types answer to, where they are not the known ones. */
  readonly offered: OfferedVersions;
  /** By how much Resource Graph lags behind. */
  readonly graphLagMs: number;
  /** By how much `resourcechanges` and the Activity Log lag behind. */
  readonly changesLagMs: number;
  readonly activityLogLagMs: number;
  /** Whether Resource Graph cuts its answers short without a way to the rest. */
  readonly graphTruncates: boolean;
  /** Whether reads beyond Azure's limits are refused. */
  readonly throttled: boolean;
  /** Management group above a subscription. */
  readonly managementGroupOf: (subscriptionId: string) => string | undefined;
  /** The data that Azure Policy has besides resources. */
  readonly policy?: PolicyData;
  /** The people who can sign in to a page. */
  readonly people: readonly Person[];
  /** Folder that every workspace of Log Analytics serves, and what an answer holds at most. */
  readonly logs?: string;
  readonly logLimits?: Limits;
  readonly sleep?: (ms: number) => Promise<unknown>;
  readonly random?: () => number;
}
