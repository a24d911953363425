import { readBuiltIns } from '@phiwatch/azure-simulator';
import { estate, subscriptionId } from '@phiwatch/sample-hospital';
import { printDisagreement, printSpecial, specialAssignment } from './tenant-states/cases.ts';
import { scope, startTenant } from './tenant-states/start.ts';

/**
 * Loads the built-in initiatives of HITRUST through the simulated Azure, each assigned with its default parameters to the
 * subscription of the sample hospital, and prints how their policies stand and what they say of its resources; then an
 * assignment with an override, an excluded scope and an exemption, and a contradiction of Azure's.
 * node tools/tenant-states.ts [FOLDER]; the folder is laid out as `builtin-policies`.
 */
const folder = process.argv[2] ?? '../shared/builtin-policies';
const builtIns = readBuiltIns(folder);
if (!builtIns) {
  console.error(`${folder} holds no definitions.json: name the folder of the built-in definitions`);
  process.exit(1);
}

/** Definitions for storage accounts: secure transfer (overridden), virtual network service endpoint (exempted), network access. */
const shown = [
  '404c3081-a854-4457-ae30-26a93ef643f9',
  '60d21c4f-21a3-4d94-85f4-b924e6aeeda4',
  '34c877ad-507e-4c82-993e-3452a6e0ad3c',
];

const assignments = builtIns.initiatives.map(({ id, ...rest }) => ({
  id: `${scope}/providers/Microsoft.Authorization/policyAssignments/hitrust-${id.split('/').at(-1)}`,
  name: `hitrust-${id.split('/').at(-1)}`,
  type: 'Microsoft.Authorization/policyAssignments',
  properties: { displayName: titleOf(rest), policyDefinitionId: id, scope, parameters: {} },
}));
const newest = builtIns.initiatives.at(-1)?.id ?? '';
const special = specialAssignment(newest, scope, shown[0] ?? '', shown[1] ?? '');

const tenant = await startTenant(builtIns, [...assignments, ...special]);
try {
  const started = performance.now();
  const { trouble } = await tenant.policies.refresh(subscriptionId);
  const milliseconds = Math.round(performance.now() - started);
  console.log(`read and compiled in ${milliseconds} ms; trouble: ${trouble.join('; ') || 'none'}`);
  const assigned = tenant.assigned();
  for (const { id, properties } of assignments) {
    const own = [...assigned.values()].filter(({ assignmentId }) => assignmentId === id);
    const mapped = own.filter(({ entry }) => entry.controls.length > 0).length;
    console.log(`\n${properties.displayName}: ${own.length} policies, ${mapped} mapped to safeguards`);
    print(own.map(({ mode: standing }) => standing));
    for (const { definitionId, reason } of own.filter(({ mode: standing }) => standing === 'unknown'))
      console.log(`  unknown: ${definitionId.split('/').at(-1)}: ${reason}`);
  }

  const states: string[] = [];
  const unknowns: string[] = [];
  for (const resource of estate()) {
    for (const [name, evaluation] of await tenant.evaluated(resource)) {
      const policy = assigned.get(name);
      if (policy?.assignmentId.endsWith('/special')) continue;
      const state = evaluation.kind === 'evaluated' ? evaluation.state : 'stale';
      states.push(`${policy?.mode} ${state}`);
      if (state === 'Unknown' && policy?.mode === 'evaluated') unknowns.push(evaluation.reason ?? '');
    }
  }
  console.log(`\n${states.length} states of resources of the sample hospital`);
  print(states);
  if (unknowns.length > 0) console.log('\nwhy evaluated ones are Unknown');
  print(unknowns);
  await printSpecial(tenant, subscriptionId, shown);
  await printDisagreement(tenant);
} finally {
  await tenant.azure.stop();
}

function titleOf(initiative: Readonly<Record<string, unknown>>): string {
  return (initiative['properties'] as { readonly displayName: string }).displayName;
}

/** Each value with how often it is there, most frequent first. */
function print(values: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const [value, count] of [...counts].toSorted(([, a], [, b]) => b - a))
    console.log(`  ${String(count).padStart(5)}  ${value}`);
}
