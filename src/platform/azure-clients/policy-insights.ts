import { PolicyInsightsClient } from '@azure/arm-policyinsights';
import type { PolicyState } from '@azure/arm-policyinsights';
import type { TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import * as z from 'zod';
import { ownersOf } from '../../model/index.ts';
import { attempt } from './classify-answer.ts';
import type { AzurePolicyState, PolicyInsights } from '../azure/index.ts';

interface PolicyInsightsOptions {
  /** The endpoint of Azure Resource Manager. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  /** Scope to ask a token for. */
  readonly scope: string;
  readonly now: () => Date;
  /** Keeps calls within the budgets of all others. */
  readonly throttling?: PipelinePolicy;
}

/** Reads and triggers Azure Policy's evaluation through `@azure/arm-policyinsights`. */
export function createPolicyInsights({
  endpoint,
  credential,
  scope,
  now,
  throttling,
}: PolicyInsightsOptions): PolicyInsights {
  const clientFor = (subscriptionId: string) =>
    new PolicyInsightsClient(credential, subscriptionId, {
      endpoint,
      credentialScopes: scope,
      retryOptions: { maxRetries: 2 },
      ...(throttling && { additionalPolicies: [{ policy: throttling, position: 'perCall' }] }),
    });
  return {
    statesOf: (resourceId) =>
      attempt(now, async () => {
        const { policyStates } = clientFor(ownersOf(resourceId).subscriptionId ?? '');
        const states: AzurePolicyState[] = [];
        // The client puts a slash before the id.
        const pages = policyStates.listQueryResultsForResource('latest', resourceId.slice(1));
        for await (const state of pages) states.push(stateOf(state));
        return states;
      }),

    evaluate: (subscriptionId, resourceGroup) =>
      attempt(now, async () => {
        await clientFor(subscriptionId).policyStates.beginTriggerResourceGroupEvaluation(
          subscriptionId,
          resourceGroup,
        );
        return true as const;
      }),

    attest: ({ subscriptionId, name, state, expiresOn, assessedOn, evidenceUri, ...rest }) =>
      attempt(now, async () => {
        await clientFor(subscriptionId).attestations.beginCreateOrUpdateAtSubscriptionAndWait(name, {
          policyAssignmentId: rest.assignmentId,
          ...(rest.referenceId !== undefined && { policyDefinitionReferenceId: rest.referenceId }),
          complianceState: state,
          expiresOn: new Date(expiresOn),
          assessmentDate: new Date(assessedOn),
          owner: rest.owner,
          comments: rest.comments,
          ...(evidenceUri !== undefined && { evidence: [{ sourceUri: evidenceUri }] }),
        });
        return true as const;
      }),
  };
}

function stateOf(state: PolicyState): AzurePolicyState {
  const { timestamp, policyDefinitionReferenceId: referenceId } = state;
  const reason = reasonOf(
    state['complianceReasonCode'],
    state.policyEvaluationDetails?.evaluatedExpressions ?? [],
  );
  return {
    resourceId: state.resourceId ?? '',
    assignmentId: state.policyAssignmentId ?? '',
    definitionId: state.policyDefinitionId ?? '',
    ...(referenceId && { referenceId }),
    state: state.complianceState ?? 'Unknown',
    ...(reason && { reason }),
    timestamp: timestamp?.toISOString() ?? '',
  };
}

const expression = z.object({
  path: z.string().default('?'),
  operator: z.string().default('?'),
  result: z.string().default('?'),
});

/** Azure's reason in its own words: the code, and what was compared; without the values, which its client loses. */
function reasonOf(code: unknown, expressions: readonly unknown[]): string {
  const compared = expressions.map((each) => {
    const { path, operator, result } = expression
      .catch({ path: '?', operator: '?', result: '?' })
      .parse(each);
    return `${path} ${operator}: ${result}`;
  });
  return [typeof code === 'string' ? code : '', ...compared].filter(Boolean).join('; ');
}
