import type { TokenCredential } from '@azure/core-auth';
import type { Azure } from './azure/index.ts';
import { createPolicyReader } from './azure/policies.ts';
import { createPolicyInsights } from './azure/policy-insights.ts';
import type { PolicyInsights } from './azure/policy-insights.ts';
import { cataloguePolicies } from './compliance/index.ts';
import { createTenantPolicies } from './compliance/tenant-policies/index.ts';
import type { TenantPolicies } from './compliance/tenant-policies/index.ts';
import { loadCrosswalk } from './controls/index.ts';
import type { Catalogue, ResourceType } from './controls/index.ts';
import type { Settings } from './settings.ts';
import type { Store } from './store/index.ts';
import type { Disagreements } from './store/tenant-policy-types.ts';

/** The tenant's own policies, and what Azure Policy says by them. */
export interface Tenant {
  readonly policies: TenantPolicies;
  readonly insights: PolicyInsights;
  readonly disagreements: Disagreements;
}

export interface TenantOptions {
  readonly settings: Settings;
  readonly credential: TokenCredential;
  readonly store: Store;
  readonly catalogue: Catalogue;
  /** How types are read; the reader of resources has the same map. */
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
      ask: (renewPolicies) => store.changes.send({ renewPolicies }),
    }),
    insights: createPolicyInsights(connection),
    disagreements: store.disagreements,
  };
}
