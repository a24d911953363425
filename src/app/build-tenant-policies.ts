import type { TokenCredential } from '@azure/core-auth';
import type { ChangesMessage } from '../model/index.ts';
import { cataloguePolicies } from '../monitoring/evaluation/index.ts';
import type { TenantPolicies } from '../monitoring/tenant-policies/index.ts';
import { createTenantPolicies } from '../monitoring/tenant-policies/index.ts';
import type { Azure } from '../platform/azure-clients/index.ts';
import type { PolicyInsights } from '../platform/azure/index.ts';
import { createPolicyInsights, createPolicyReader } from '../platform/azure-clients/index.ts';
import type { Comparisons, Disagreements, StatesReader, Store } from '../platform/store/index.ts';
import type { Catalogue, ResourceType } from '../rules/controls/index.ts';
import { loadCrosswalk } from '../rules/controls/index.ts';
import type { Settings } from './settings.ts';

/** The tenant's own policies, and what Azure Policy says by them. */
export interface Tenant {
  readonly policies: TenantPolicies;
  readonly insights: PolicyInsights;
  readonly disagreements: Disagreements;
  readonly comparisons: Comparisons;
  readonly knownStates: StatesReader;
}

interface TenantOptions {
  readonly settings: Settings;
  readonly credential: TokenCredential;
  readonly store: Store;
  readonly catalogue: Catalogue;
  /** The api-version of each type; the reader of resources has the same map. */
  readonly types: Map<string, ResourceType>;
  readonly now: () => Date;
  readonly azure: Pick<Azure, 'throttling'>;
}

export function buildTenant(options: TenantOptions): Tenant {
  const { settings, credential, store, catalogue, types, now, azure } = options;
  const { resourceManager: endpoint, scope } = settings;
  const connection = { endpoint, scope, credential, now, throttling: azure.throttling };
  return {
    policies: createTenantPolicies({
      ours: cataloguePolicies(catalogue),
      catalogue,
      crosswalk: loadCrosswalk(catalogue, settings.controlsDirectory),
      reader: createPolicyReader(connection),
      snapshots: store.snapshots,
      subscriptions: settings.subscriptions,
      types,
      now,
      ask: (subscriptionId) =>
        store.changes.send({ kind: 'renewal', subscriptionId } satisfies ChangesMessage),
    }),
    insights: createPolicyInsights(connection),
    disagreements: store.disagreements,
    comparisons: store.comparisons,
    knownStates: store.knownStates,
  };
}
