import { estate, imagingArchiveId } from '@phiwatch/sample-hospital';
import type { RecordVersion } from '../../src/model/index.ts';
import { compareResource } from '../../src/monitoring/azure-comparison/index.ts';
import { withExemptions } from '../../src/monitoring/evaluation/index.ts';
import type { Evaluation } from '../../src/monitoring/evaluation/index.ts';
import { mirrorExemptions } from '../../src/monitoring/tenant-policies/index.ts';
import type { Disagreement } from '../../src/platform/store/index.ts';
import type { Exemption } from '../../src/records/index.ts';
import { now } from './start.ts';
import type { Tenant } from './start.ts';

const other = estate().find(
  ({ id, type }) => type === 'Microsoft.Storage/storageAccounts' && id !== imagingArchiveId,
);

/** An assignment of an initiative with an override, an excluded resource and, beside it, an exemption. */
export function specialAssignment(initiative: string, scope: string, overridden: string, exempted: string) {
  const id = `${scope}/providers/Microsoft.Authorization/policyAssignments/special`;
  const selectors = [{ kind: 'policyDefinitionReferenceId', in: [overridden] }];
  return [
    {
      id,
      name: 'special',
      type: 'Microsoft.Authorization/policyAssignments',
      properties: {
        displayName: 'special',
        policyDefinitionId: initiative,
        scope,
        notScopes: [other?.id],
        overrides: [{ kind: 'policyEffect', value: 'Disabled', selectors }],
      },
    },
    {
      id: `${imagingArchiveId}/providers/Microsoft.Authorization/policyExemptions/waived`,
      name: 'waived',
      type: 'Microsoft.Authorization/policyExemptions',
      properties: {
        policyAssignmentId: id,
        policyDefinitionReferenceIds: [exempted],
        exemptionCategory: 'Waiver',
        expiresOn: '2999-01-01T00:00:00Z',
      },
    },
  ];
}

/** Prints what the special assignment says of the imaging archive and of the excluded account, beside the plain one. */
export async function printSpecial(
  tenant: Tenant,
  subscriptionId: string,
  references: readonly string[],
): Promise<void> {
  const kept: RecordVersion<Exemption>[] = [];
  const exemptions = {
    add: (_owner: string, version: RecordVersion<Exemption>) => {
      kept.push(version);
      return Promise.resolve('added' as const);
    },
    latest: () => Promise.resolve(kept),
    nextOwner: () => Promise.resolve(undefined),
    history: () => Promise.resolve(kept),
  };
  const snapshot = tenant.policies.snapshot(subscriptionId);
  if (!snapshot) throw new Error('the policies of the tenant were not read');
  await mirrorExemptions(snapshot, tenant.policies.assigned(subscriptionId), { exemptions, now });
  console.log('\nan assignment with an override (Disabled), an excluded scope and an exemption');
  for (const id of [imagingArchiveId, other?.id ?? '']) {
    const resource = tenant.azure.simulation.resources.get(id)?.resource;
    if (!resource) continue;
    const entries = tenant.policies.for(id, resource.type);
    const evaluations = withExemptions(
      await tenant.evaluated(resource),
      entries,
      id,
      kept,
      now().toISOString(),
    );
    for (const reference of references) {
      const states = ['hitrust', 'special'].map(
        (name) => `${name}: ${stateBy(tenant, evaluations, name, reference)}`,
      );
      console.log(`  ${id.split('/').at(-1)}  ${reference}  ${states.join(';  ')}`);
    }
  }
}

/** Lets Azure contradict one of our states, and prints the disagreement that is recorded. */
export async function printDisagreement(tenant: Tenant): Promise<void> {
  const resource = tenant.azure.simulation.resources.get(imagingArchiveId)?.resource;
  if (!resource) throw new Error('the imaging archive is not there');
  const evaluations = await tenant.evaluated(resource);
  const [name, evaluation] =
    Array.from(evaluations).find(
      ([name, each]) =>
        each.kind === 'evaluated' &&
        each.state === 'NonCompliant' &&
        tenant.assigned().get(name)?.mode === 'evaluated',
    ) ?? [];
  if (name === undefined || evaluation?.kind !== 'evaluated') throw new Error('nothing is NonCompliant');
  const { assignmentId, definitionId, referenceId, entry } = tenant.assigned().get(name)!;
  const readAt = now().toISOString();
  tenant.azure.simulation.policyStates.set({
    resourceId: imagingArchiveId,
    timestamp: new Date(Date.parse(readAt) + 900_000).toISOString(),
    policyAssignmentId: assignmentId,
    policyDefinitionId: definitionId,
    ...(referenceId !== undefined && { policyDefinitionReferenceId: referenceId }),
    complianceState: 'Compliant',
    complianceReasonCode: 'ExistingResourceMatches',
  });
  const azures = await tenant.insights.statesOf(imagingArchiveId);
  if (azures.kind !== 'read') throw new Error(`policy states: ${azures.kind}`);
  const recorded: Disagreement[] = [];
  const { state, fields, values, reason } = evaluation;
  const ours = {
    state,
    fields,
    values,
    since: readAt,
    policyVersion: entry.version,
    ...(reason && { reason }),
  };
  const current = {
    resourceId: imagingArchiveId,
    resourceType: resource.type,
    sequence: 0,
    readStartedAt: readAt,
    states: { [name]: ours },
    reads: [],
  };
  const disagreements = {
    record: (each: Disagreement) => Promise.resolve(void recorded.push(each)),
    of: () => Promise.resolve(recorded),
    all: () => nothing(),
    agreement: () => Promise.resolve(undefined),
    setAgreement: () => Promise.resolve(),
  };
  await compareResource(current, azures.value, { policies: tenant.policies, disagreements, now });
  console.log(`\nAzure contradicts us once: ${recorded.length} disagreement`);
  for (const { title, ours, azures } of recorded) {
    console.log(`  ${title}`);
    console.log(`    ours:   ${ours.state} (${ours.reason}), read ${ours.at}`);
    console.log(`    Azure's: ${azures.state} (${azures.reason}), evaluated ${azures.at}`);
  }
}

async function* nothing(): AsyncGenerator<never> {}

function stateBy(
  tenant: Tenant,
  evaluations: ReadonlyMap<string, Evaluation>,
  assignment: string,
  reference: string,
): string {
  const found = Array.from(tenant.assigned().values()).find(
    ({ assignmentId, referenceId }) =>
      referenceId === reference && assignmentId.split('/').at(-1)?.startsWith(assignment),
  );
  const evaluation = evaluations.get(found?.entry.name ?? '');
  if (!evaluation) return 'not evaluated';
  if (evaluation.kind === 'stale') return evaluation.reason;
  return evaluation.reason ? `${evaluation.state} (${evaluation.reason})` : evaluation.state;
}
