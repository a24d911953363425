import type { AzureOptions } from '@phiwatch/azure-simulator';
import { reader, startTestAzure } from '@phiwatch/azure-simulator/testing';
import { estate, subscriptionId } from '@phiwatch/sample-hospital';
import type { Resource } from '../../src/model/resource.ts';
import { evaluatePolicies } from '../../src/monitoring/evaluation/evaluate-policies.ts';
import type { Evaluation } from '../../src/monitoring/evaluation/evaluate-policies.ts';
import { cataloguePolicies } from '../../src/monitoring/evaluation/index.ts';
import { createTenantPolicies, withPolicyStates } from '../../src/monitoring/tenant-policies/index.ts';
import { createAzureReader } from '../../src/platform/azure-clients/create-azure.ts';
import { createPolicyInsights } from '../../src/platform/azure-clients/policy-insights.ts';
import { createPolicyReader } from '../../src/platform/azure-clients/policy-reader.ts';
import type { Snapshots } from '../../src/platform/store/tenant-policy-types.ts';
import { loadCatalogue, loadCrosswalk } from '../../src/rules/controls/index.ts';

export const scope = `/subscriptions/${subscriptionId}`;

/** Values in memory, with an ETag that every write changes. */
export function memorySnapshots(): Snapshots {
  const kept = new Map<string, { etag: string; value: unknown }>();
  let writes = 0;
  return {
    etag: (key) => Promise.resolve(kept.get(key)?.etag),
    read: (key) => Promise.resolve(structuredClone(kept.get(key))),
    write: (key, value) => {
      writes += 1;
      kept.set(key, { etag: `etag-${writes}`, value: JSON.parse(JSON.stringify(value)) });
      return Promise.resolve(`etag-${writes}`);
    },
  };
}

/** A policy definition of the subscription. */
export function definition(name: string, properties: Record<string, unknown>): Resource & { id: string } {
  const id = `${scope}/providers/Microsoft.Authorization/policyDefinitions/${name}`;
  const type = 'Microsoft.Authorization/policyDefinitions';
  return {
    id,
    name,
    type,
    properties: { policyType: 'Custom', mode: 'Indexed', version: '1.0.0', ...properties },
  };
}

export function initiative(name: string, properties: Record<string, unknown>): Resource & { id: string } {
  const id = `${scope}/providers/Microsoft.Authorization/policySetDefinitions/${name}`;
  return {
    id,
    name,
    type: 'Microsoft.Authorization/policySetDefinitions',
    properties: { policyType: 'Custom', ...properties },
  };
}

export function assignment(
  name: string,
  policyDefinitionId: string,
  properties: Record<string, unknown> = {},
  at = scope,
): Resource & { id: string } {
  const id = `${at}/providers/Microsoft.Authorization/policyAssignments/${name}`;
  const type = 'Microsoft.Authorization/policyAssignments';
  return { id, name, type, properties: { scope: at, policyDefinitionId, ...properties } };
}

/** The policies of a tenant that the sample hospital belongs to, over the real clients and the simulated Azure. */
export async function startTenant(resources: readonly Resource[], options: Partial<AzureOptions> = {}) {
  const azure = await startTestAzure({ ...options, resources: [...estate(), ...resources] });
  const connection = {
    endpoint: azure.armUrl,
    credential: {
      getToken: async () => {
        const { token } = await azure.simulation.tokens.issue({
          oid: reader,
          resource: 'https://management.azure.com',
        });
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    },
    scope: 'https://management.azure.com/.default',
    now: () => new Date(),
  };
  const catalogue = loadCatalogue();
  const types = new Map(catalogue.types);
  const asked: string[] = [];
  const snapshots = memorySnapshots();
  const insights = createPolicyInsights(connection);
  const open = () =>
    createTenantPolicies({
      ours: cataloguePolicies(catalogue),
      catalogue,
      crosswalk: loadCrosswalk(catalogue),
      reader: createPolicyReader(connection),
      snapshots,
      subscriptions: [subscriptionId],
      types,
      now: connection.now,
      ask: (id) => Promise.resolve(void asked.push(id)),
    });
  const policies = open();
  const azureReader = withPolicyStates(createAzureReader({ ...connection, types }), insights);
  /** What the tenant's policies say of a resource as it is now, by the reference or the definition's name. */
  const evaluated = async (resourceId: string): Promise<Record<string, Evaluation>> => {
    const resource = azure.simulation.resources.get(resourceId)!.resource;
    const theirs = policies.for(resourceId, resource.type).filter(({ name }) => name.includes('/'));
    const context = { utcNow: connection.now().toISOString() };
    const { evaluations } = await evaluatePolicies(
      { resource, resourceId, policies: theirs, context },
      azureReader,
    );
    return Object.fromEntries(Array.from(evaluations, ([name, each]) => [name.split('/')[1] ?? '', each]));
  };
  return { azure, policies, insights, connection, types, asked, snapshots, open, evaluated };
}
