import type { AzureReader, PolicyInsights, RelatedOutcome } from '../../platform/azure/index.ts';
import { assignedName } from './assigned-name.ts';
import { policyStatesType } from './delegated-policy.ts';

/** A reader that asks Azure Policy where a delegated policy wants Azure's own states of a resource. */
export function withPolicyStates(
  reader: AzureReader,
  insights: Pick<PolicyInsights, 'statesOf'>,
): AzureReader {
  return {
    get: (resourceId, since) => reader.get(resourceId, since),
    related: (query, since) =>
      query.type === policyStatesType ? statesUnder(query.under, insights) : reader.related(query, since),
  };
}

async function statesUnder(
  resourceId: string,
  insights: Pick<PolicyInsights, 'statesOf'>,
): Promise<RelatedOutcome> {
  const outcome = await insights.statesOf(resourceId);
  if (outcome.kind === 'gone') return { kind: 'found', startedAt: outcome.startedAt, resources: [] };
  if (outcome.kind !== 'read') return outcome;
  const resources = outcome.value.map(({ assignmentId, definitionId, referenceId, ...facts }) => ({
    type: policyStatesType,
    name: assignedName(assignmentId, definitionId, referenceId),
    properties: facts,
  }));
  return { kind: 'found', startedAt: outcome.startedAt, resources };
}
