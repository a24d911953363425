import type { DecidingField, State } from '../../model/index.ts';
import type { Policy, RelatedQuery, Verdict } from '../../rules/policy/index.ts';
import { assignedName } from './assigned-name.ts';

/** The related type under which Azure's own states of a resource are asked for. */
export const policyStatesType = 'Microsoft.PolicyInsights/policyStates';

const none: readonly DecidingField[] = [];

/** Types whose content is a verdict that Azure reached elsewhere, at its own pace. */
const verdicts = new Set([
  'microsoft.guestconfiguration/guestconfigurationassignments',
  'microsoft.security/assessments',
]);

/** Data-plane modes look at parts of these resources, which Resource Manager does not show. */
const dataPlaneHosts: Readonly<Record<string, readonly string[]>> = {
  'microsoft.keyvault.data': ['microsoft.keyvault/vaults'],
  'microsoft.kubernetes.data': [
    'microsoft.containerservice/managedclusters',
    'microsoft.kubernetes/connectedclusters',
  ],
  'microsoft.network.data': ['microsoft.network/virtualnetworks'],
};

/** Whether only Azure can say: it evaluates inside machines, inside the data plane, or by Defender. */
export function isDelegated({ mode, relatedTypes }: Policy): boolean {
  return isDataPlane(mode) || relatedTypes.some((type) => verdicts.has(type.toLowerCase()));
}

function isDataPlane(mode: string): boolean {
  return mode.includes('.');
}

/**
 * The policy with Azure's verdict for its own. Where it can be told that it is not about a resource, that is said without
 * asking; where Azure has said nothing, the state is Unknown.
 */
export function delegatedPolicy(
  policy: Policy,
  assignmentId: string,
  definitionId: string,
  referenceId?: string,
): Policy {
  const name = assignedName(assignmentId, definitionId, referenceId);
  const dataPlane = isDataPlane(policy.mode);
  return {
    ...policy,
    resourceTypes: dataPlane ? (dataPlaneHosts[policy.mode.toLowerCase()] ?? []) : policy.resourceTypes,
    relatedTypes: [policyStatesType],
    evaluate(resource, context = {}, lookup = () => undefined): Verdict {
      if (!dataPlane) {
        const own = policy.evaluate(resource, context, () => ({ unknown: 'it is asked of Azure' }));
        if (own.state === 'NotApplicable') return own;
      }
      const query: RelatedQuery = { type: policyStatesType, under: resource.id ?? '', scope: 'resource' };
      const answer = lookup(query);
      if (!answer) return { state: 'Unknown', fields: none, pending: [query] };
      if ('unknown' in answer) return { state: 'Unknown', reason: answer.unknown, fields: none };
      const said = answer.resources.find((each) => each.name === name);
      const facts = said?.['properties'] as Readonly<Record<string, string>> | undefined;
      if (!facts) return { state: 'Unknown', reason: 'delegated: Azure has said nothing yet', fields: none };
      const { state = '', reason, timestamp } = facts;
      const words = `delegated from Azure Policy, ${timestamp}: ${[state, reason].filter(Boolean).join(', ')}`;
      return { state: stateOf(state), reason: words, fields: none };
    },
    // Its values are Azure's, and change with every evaluation there.
    values: () => ({}),
  };
}

/**
 * A state of Azure's in our words. Exempt is not taken over: exemptions are kept and shown on their own.
 * https://learn.microsoft.com/azure/governance/policy/concepts/compliance-states
 */
function stateOf(azure: string): Exclude<State, 'Exempt'> {
  const folded = azure.toLowerCase();
  if (folded === 'compliant') return 'Compliant';
  return folded === 'noncompliant' ? 'NonCompliant' : 'Unknown';
}
