import { PolicyInsightsClient } from '@azure/arm-policyinsights';
import type { Remediation } from '@azure/arm-policyinsights';
import type { TokenCredential } from '@azure/core-auth';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import { ownersOf } from '../../model/index.ts';
import { attempt } from './classify-answer.ts';
import type { RemediationTask, RemediationTasks } from '../azure/index.ts';

interface RemediationTasksOptions {
  /** The endpoint of Azure Resource Manager. */
  readonly endpoint: string;
  readonly credential: TokenCredential;
  readonly scope: string;
  readonly now: () => Date;
  readonly throttling?: PipelinePolicy;
}

/** Starts and follows remediation tasks. Needs `Microsoft.PolicyInsights/remediations/write` and `read`. */
export function createRemediationTasks(options: RemediationTasksOptions): RemediationTasks {
  const { endpoint, credential, scope, now, throttling } = options;
  const clientFor = (resourceId: string) =>
    new PolicyInsightsClient(credential, ownersOf(resourceId).subscriptionId ?? '', {
      endpoint,
      credentialScopes: scope,
      retryOptions: { maxRetries: 0 },
      ...(throttling && { additionalPolicies: [{ policy: throttling, position: 'perCall' }] }),
    });
  return {
    start: ({ resourceId, name, assignmentId, referenceId }) =>
      attempt(now, async () =>
        taskOf(
          name,
          await clientFor(resourceId).remediations.createOrUpdateAtResource(resourceId.slice(1), name, {
            policyAssignmentId: assignmentId,
            ...(referenceId !== undefined && { policyDefinitionReferenceId: referenceId }),
            // Azure learns of a fresh drift some quarter of an hour later: it has to look first. It can at a subscription and below.
            resourceDiscoveryMode: 'ReEvaluateCompliance',
          }),
        ),
      ),
    read: ({ resourceId, name }) =>
      attempt(now, async () =>
        taskOf(name, await clientFor(resourceId).remediations.getAtResource(resourceId.slice(1), name)),
      ),
  };
}

function taskOf(
  name: string,
  { provisioningState, deploymentStatus, correlationId }: Remediation,
): RemediationTask {
  return {
    name,
    state: stateOf(provisioningState),
    deployments: deploymentStatus?.totalDeployments ?? 0,
    failed: deploymentStatus?.failedDeployments ?? 0,
    ...(correlationId !== undefined && { correlationId }),
  };
}

function stateOf(state: string | undefined): RemediationTask['state'] {
  const known = (['Succeeded', 'Failed', 'Canceled'] as const).find((each) => each === state);
  return known ?? 'Running';
}
