import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startAzure } from '@phiwatch/azure-simulator';
import type { Azure, BuiltIns } from '@phiwatch/azure-simulator';
import { estate, subscriptionId } from '@phiwatch/sample-hospital';
import { createCertificate } from '../../dev/tls.ts';
import type { Resource } from '../../src/model/index.ts';
import { cataloguePolicies, evaluatePolicies } from '../../src/monitoring/evaluation/index.ts';
import type { Evaluation } from '../../src/monitoring/evaluation/index.ts';
import { createTenantPolicies, withPolicyStates } from '../../src/monitoring/tenant-policies/index.ts';
import type { AssignedPolicy, TenantPolicies } from '../../src/monitoring/tenant-policies/index.ts';
import {
  createAzureReader,
  createPolicyInsights,
  createPolicyReader,
} from '../../src/platform/azure-clients/index.ts';
import type { PolicyInsights } from '../../src/platform/azure/index.ts';
import type { Snapshots } from '../../src/platform/store/index.ts';
import { loadCatalogue, loadCrosswalk } from '../../src/rules/controls/index.ts';

const principal = '5b0e3c8a-7f5d-4c1e-9a63-0d2f4b8e6c71';
export const scope = `/subscriptions/${subscriptionId}`;

/** A tenant over the sample hospital: its policies, read by the real clients from the simulated Azure. */
export interface Tenant {
  readonly azure: Azure;
  readonly policies: TenantPolicies;
  readonly insights: PolicyInsights;
  /** Returns what the tenant's policies say of a resource of the estate, by name of the policy. */
  evaluated(resource: Resource): Promise<ReadonlyMap<string, Evaluation>>;
  /** The tenant's policies by name. */
  assigned(): ReadonlyMap<string, AssignedPolicy>;
}

export async function startTenant(builtIns: BuiltIns, more: readonly Resource[]): Promise<Tenant> {
  const tls = await createCertificate();
  setDefaultCACertificates([...getCACertificates('default'), tls.cert]);
  const azure = await startAzure({
    resources: [...estate(), ...builtIns.resources, ...more],
    tls,
    roles: [{ principal, scope, actions: ['*/read'] }],
    policy: { providers: builtIns.providers },
    apiVersions: ['2024-01-01'],
  });
  const connection = {
    endpoint: azure.armUrl,
    credential: {
      getToken: async () => {
        const resource = 'https://management.azure.com';
        const { token } = await azure.simulation.tokens.issue({ oid: principal, resource });
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    scope: 'https://management.azure.com/.default',
    now,
  };
  const catalogue = loadCatalogue();
  const types = new Map(catalogue.types);
  const policies = createTenantPolicies({
    ours: cataloguePolicies(catalogue),
    catalogue,
    crosswalk: loadCrosswalk(catalogue),
    reader: createPolicyReader(connection),
    snapshots: inMemory(),
    subscriptions: [subscriptionId],
    types,
    now,
    ask: () => Promise.resolve(),
  });
  const insights = createPolicyInsights(connection);
  const reader = withPolicyStates(createAzureReader({ ...connection, types }), insights);
  const assigned = () => new Map(policies.assigned(subscriptionId).map((each) => [each.entry.name, each]));
  return {
    azure,
    policies,
    insights,
    assigned,
    async evaluated(resource) {
      const resourceId = resource.id ?? '';
      const names = assigned();
      const theirs = policies.for(resourceId, resource.type).filter(({ name }) => names.has(name));
      const context = { utcNow: now().toISOString() };
      return (await evaluatePolicies({ resource, resourceId, policies: theirs, context }, reader))
        .evaluations;
    },
  };
}

export function now(): Date {
  return new Date();
}

function inMemory(): Snapshots {
  const kept = new Map<string, unknown>();
  return {
    etag: (key) => Promise.resolve(kept.has(key) ? key : undefined),
    read: (key) => Promise.resolve(kept.has(key) ? { etag: key, value: kept.get(key) } : undefined),
    write: (key, value) => {
      kept.set(key, value);
      return Promise.resolve(key);
    },
  };
}
