import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startAzure } from '../local/azure/index.ts';
import { readBuiltIns } from '../local/azure/policy/index.ts';
import { estate, subscriptionId } from '../local/estate/index.ts';
import { createCertificate } from '../local/tls.ts';
import { createAzureReader } from '../src/azure/index.ts';
import { createPolicyReader } from '../src/azure/policies.ts';
import { createPolicyInsights } from '../src/azure/policy-insights.ts';
import { cataloguePolicies } from '../src/compliance/index.ts';
import { judge } from '../src/compliance/judge.ts';
import { createTenantPolicies, withPolicyStates } from '../src/compliance/tenant-policies/index.ts';
import { loadCatalogue, loadCrosswalk } from '../src/controls/index.ts';
import type { Snapshots } from '../src/store/tenant-policy-types.ts';

/**
 * Loads the built-in initiatives of HITRUST through the simulated Azure, each assigned with its default parameters to the
 * subscription of the sample hospital, and prints how their policies stand and what they say of its resources.
 * node tools/tenant-states.ts [FOLDER]; the folder is laid out as `builtin-policies`.
 */
const folder = process.argv[2] ?? '../shared/builtin-policies';
const builtIns = readBuiltIns(folder);
if (!builtIns) {
  console.error(`${folder} holds no definitions.json: name the folder of the built-in definitions`);
  process.exit(1);
}

const principal = '5b0e3c8a-7f5d-4c1e-9a63-0d2f4b8e6c71';
const scope = `/subscriptions/${subscriptionId}`;
const tls = await createCertificate();
setDefaultCACertificates([...getCACertificates('default'), tls.cert]);
const assignments = builtIns.initiatives.map(({ id, properties }, index) => ({
  id: `${scope}/providers/Microsoft.Authorization/policyAssignments/hitrust-${index}`,
  name: `hitrust-${index}`,
  type: 'Microsoft.Authorization/policyAssignments',
  properties: {
    displayName: (properties as { displayName: string }).displayName,
    policyDefinitionId: id,
    scope,
    parameters: {},
    enforcementMode: 'Default',
  },
}));
const azure = await startAzure({
  resources: [...estate(), ...builtIns.resources, ...assignments],
  tls,
  roles: [{ principal, scope, actions: ['*/read'] }],
  policy: { providers: builtIns.providers },
  apiVersions: ['2024-01-01'],
});
try {
  const credential = {
    getToken: async () => {
      const { token } = await azure.simulation.tokens.issue({
        oid: principal,
        resource: 'https://management.azure.com',
      });
      return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
    },
  };
  const connection = {
    endpoint: azure.armUrl,
    credential,
    scope: 'https://management.azure.com/.default',
    now,
  };
  const catalogue = loadCatalogue();
  const types = new Map(catalogue.types);
  const kept = new Map<string, unknown>();
  const snapshots: Snapshots = {
    etag: (key) => Promise.resolve(kept.has(key) ? key : undefined),
    read: (key) => Promise.resolve(kept.has(key) ? { etag: key, value: kept.get(key) } : undefined),
    write: (key, value) => {
      kept.set(key, value);
      return Promise.resolve(key);
    },
  };
  const policies = createTenantPolicies({
    ours: cataloguePolicies(catalogue),
    catalogue,
    crosswalk: loadCrosswalk(catalogue),
    reader: createPolicyReader(connection),
    snapshots,
    subscriptions: [subscriptionId],
    types,
    now,
    ask: () => Promise.resolve(),
  });
  const started = performance.now();
  const { trouble } = await policies.refresh(subscriptionId);
  const assigned = policies.assigned(subscriptionId);
  console.log(
    `read and compiled in ${Math.round(performance.now() - started)} ms; trouble: ${trouble.join('; ') || 'none'}`,
  );
  for (const [index, { properties }] of assignments.entries()) {
    const own = assigned.filter(({ assignmentId }) => assignmentId === assignments[index]?.id);
    console.log(`\n${properties.displayName}: ${own.length} policies, ${mapped(own)} mapped to safeguards`);
    print(own.map(({ standing }) => standing));
    for (const { entry, reason } of own.filter(({ standing }) => standing === 'unknown'))
      console.log(`  unknown: ${entry.title}: ${reason}`);
  }

  const names = new Map(assigned.map((each) => [each.entry.name, each]));
  const reader = withPolicyStates(
    createAzureReader({ ...connection, types }),
    createPolicyInsights(connection),
  );
  const states: string[] = [];
  const unknowns: string[] = [];
  for (const resource of estate()) {
    const resourceId = resource.id ?? '';
    const theirs = policies.for(resourceId, resource.type).filter(({ name }) => names.has(name));
    if (theirs.length === 0) continue;
    const context = { utcNow: now().toISOString() };
    const { judgements } = await judge({ resource, resourceId, policies: theirs, context }, reader);
    for (const [name, judgement] of judgements) {
      const { state, reason = '' } =
        judgement.kind === 'judged' ? judgement : { state: 'stale', reason: judgement.reason };
      states.push(`${names.get(name)?.standing} ${state}`);
      if (state === 'Unknown' && names.get(name)?.standing === 'evaluated') unknowns.push(reason);
    }
  }
  console.log(`\n${states.length} states of resources of the sample hospital`);
  print(states);
  if (unknowns.length > 0) console.log('\nwhy evaluated ones are Unknown');
  print(unknowns);
} finally {
  await azure.stop();
}

function mapped(own: readonly { readonly entry: { readonly controls: readonly string[] } }[]): number {
  return own.filter(({ entry }) => entry.controls.length > 0).length;
}

/** Each value with how often it is there, most frequent first. */
function print(values: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const [value, count] of [...counts].toSorted(([, a], [, b]) => b - a))
    console.log(`  ${String(count).padStart(5)}  ${value}`);
}

function now(): Date {
  return new Date();
}
