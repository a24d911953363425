import { isBefore } from '../../base/index.ts';
import type { PolicyReader } from '../../platform/azure/index.ts';
import type { Snapshots } from '../../platform/store/index.ts';
import type { Catalogue, Crosswalk, ResourceType } from '../../rules/controls/index.ts';
import type { Policy } from '../../rules/policy/index.ts';
import type { PolicySource } from '../evaluation/index.ts';
import { isChosenFor, typeInCloud } from './api-versions.ts';
import { collectPolicies } from './collect-policies.ts';
import { combinedSource } from './combined-source.ts';
import { compileAssigned } from './compile-assigned.ts';
import { attestationsType } from './manual-policies.ts';
import type { AssignedPolicy, Snapshot } from './types.ts';

/** The policies that resources are evaluated by, kept up to date with what the tenant assigns. */
export interface TenantPolicies extends PolicySource {
  /**
   * Takes over what another instance has read since. Where nobody ever did, or one with other api-versions did, it asks for it and goes on with ours.
   * However many wait for it, the store is asked once.
   */
  upToDate(): Promise<void>;
  /** Takes over the policies of a subscription where another instance has read them since a moment (ISO 8601) and this one does not know. */
  takeOver(subscriptionId: string, since: string): Promise<void>;
  /** Reads the assignments of a subscription again, and keeps them for all instances. */
  refresh(subscriptionId: string): Promise<Snapshot>;
  /** By subscription, lower case. */
  assigned(subscriptionId: string): readonly AssignedPolicy[];
  snapshot(subscriptionId: string): Snapshot | undefined;
}

interface TenantPoliciesOptions {
  readonly ours: PolicySource;
  readonly catalogue: Catalogue;
  readonly crosswalk: Crosswalk;
  readonly reader: PolicyReader;
  readonly snapshots: Snapshots;
  /** Lower case. */
  readonly subscriptions: readonly string[];
  /**
   * Grows by the types that the tenant's policies look at, and is set to the api-versions that the cloud offers; the reader and the
   * writer of resources have the same map.
   */
  readonly types: Map<string, ResourceType>;
  readonly now: () => Date;
  /** Has the policies of a subscription read, soon and elsewhere: that may take minutes. */
  readonly ask: (subscriptionId: string) => Promise<void>;
}

/** So long an instance trusts what it has before it looks whether another has read again. */
const trustedSeconds = 60;

/** Each instance compiles for itself; what was read from Azure is shared by the table. */
export function createTenantPolicies(options: TenantPoliciesOptions): TenantPolicies {
  const { ours, catalogue, crosswalk, reader, snapshots, subscriptions, types, now, ask } = options;
  const known = new Map<string, { readonly etag: string; readonly snapshot: Snapshot }>();
  const bySubscription = new Map<string, readonly AssignedPolicy[]>();
  let cache = new Map<string, Policy>();
  const own = new Map(types);
  const asked = new Set<string>();
  let source = ours;
  let lookedAt: number | undefined;
  let looking: Promise<void> | undefined;
  types.set(attestationsType.toLowerCase(), attestations);

  const take = (snapshot: Snapshot, etag: string): void => {
    const { subscriptionId } = snapshot;
    known.set(subscriptionId, { etag, snapshot });
    for (const type of snapshot.types) types.set(type.type.toLowerCase(), type);
    const choices = [...known.values()].map((each) => each.snapshot.versions);
    for (const [name, type] of own) types.set(name, typeInCloud(type, choices));
    if (cache.size > mostCompiled) cache = new Map();
    bySubscription.set(subscriptionId, compileAssigned(snapshot, { catalogue, crosswalk, cache }));
    source = combinedSource(ours, bySubscription);
  };
  const refresh = async (id: string): Promise<Snapshot> => {
    const subscriptionId = id.toLowerCase();
    const before = known.get(subscriptionId)?.snapshot ?? (await stored(subscriptionId))?.snapshot;
    const snapshot = await collectPolicies(subscriptionId, before, { reader, now, types: own });
    take(snapshot, await snapshots.write(subscriptionId, snapshot));
    return snapshot;
  };
  const stored = async (subscriptionId: string) => {
    const found = await snapshots.read(subscriptionId);
    return found && { etag: found.etag, snapshot: found.value as Snapshot };
  };
  const look = async (subscriptionId: string): Promise<void> => {
    const etag = await snapshots.etag(subscriptionId);
    if (etag !== undefined && etag === known.get(subscriptionId)?.etag) return;
    const found = await stored(subscriptionId);
    if (found) take(found.snapshot, found.etag);
    // An app with other pins has no use for the versions that an earlier one chose.
    const isOfUse = found && isChosenFor(found.snapshot.versions, own);
    if (!isOfUse && !asked.has(subscriptionId)) {
      await ask(subscriptionId);
      asked.add(subscriptionId);
    }
  };
  const lookAtAll = async (at: number): Promise<void> => {
    await Promise.all(subscriptions.map(look));
    lookedAt = at;
  };

  return {
    for: (resourceId, resourceType) => source.for(resourceId, resourceType),
    policy: (name) => source.policy(name),
    get relatedTypes() {
      return source.relatedTypes;
    },
    async upToDate() {
      const at = now().getTime();
      if (lookedAt !== undefined && at - lookedAt < trustedSeconds * 1000) return;
      looking ??= lookAtAll(at).finally(() => {
        looking = undefined;
      });
      await looking;
    },
    async takeOver(id, since) {
      const subscriptionId = id.toLowerCase();
      const readAt = known.get(subscriptionId)?.snapshot.readAt;
      if (readAt === undefined || isBefore(readAt, since)) await look(subscriptionId);
    },
    refresh,
    assigned: (subscriptionId) => bySubscription.get(subscriptionId.toLowerCase()) ?? [],
    snapshot: (subscriptionId) => known.get(subscriptionId.toLowerCase())?.snapshot,
  };
}

const mostCompiled = 10_000;

/** https://learn.microsoft.com/azure/templates/microsoft.policyinsights/attestations */
const attestations: ResourceType = {
  type: attestationsType,
  apiVersion: '2024-10-01',
  kind: 'extension',
  indexed: false,
};
