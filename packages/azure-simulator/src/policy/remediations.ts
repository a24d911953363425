import { ArmError } from '../errors.ts';
import type { Resource } from '../resource.ts';
import type { Resources } from '../resources.ts';
import type { PolicyData } from './data.ts';
import type { PolicyStates } from './states.ts';

export const remediationType = 'microsoft.policyinsights/remediations';

/** The identity of the assignment, under which Azure deploys. */
const assignmentIdentity = { oid: '8f3d1b60-5c2e-4a97-b4d8-1e6a9c0f7b25', type: 'ServicePrincipal' as const };

/** The resources that a task reads, and the function by which it writes. */
interface Target {
  readonly resources: Resources;
  readonly policyStates: PolicyStates;
  change(request: {
    readonly method: 'PUT';
    readonly id: string;
    readonly body: unknown;
    readonly actor: typeof assignmentIdentity;
  }): unknown;
}

interface Task {
  readonly policyAssignmentId?: string;
  readonly policyDefinitionReferenceId?: string;
  readonly resourceDiscoveryMode?: string;
  readonly filters?: { readonly resourceIds?: readonly string[] };
  readonly provisioningState?: string;
}

/**
 * A remediation task as it is stored when it is asked for, and as it is once it has ended. Asked for again, nothing more is deployed.
 * Under `ExistingNonCompliant`, the default, only what Azure knows to be NonCompliant is remediated; `ReEvaluateCompliance` has it
 * look first, and takes no filter of resource ids.
 * https://learn.microsoft.com/dotnet/api/azure.resourcemanager.policyinsights.models.resourcediscoverymode
 * @throws ArmError 400 where the assignment does not exist
 */
export function beginTask(simulation: Target, id: string, body: unknown, { deployments = [] }: PolicyData) {
  const before = simulation.resources.get(id)?.resource['properties'] as Task | undefined;
  if (before?.provisioningState) return undefined;
  const { properties } = (body ?? {}) as { readonly properties?: Task };
  const assignment = properties?.policyAssignmentId ?? '';
  if (!simulation.resources.get(assignment))
    throw refused(`The policy assignment '${assignment}' was not found.`);
  const evaluates = properties?.resourceDiscoveryMode === 'ReEvaluateCompliance';
  if (evaluates && properties.filters?.resourceIds)
    throw refused('The filter resourceIds cannot be used with ReEvaluateCompliance.');
  const resourceId = id.slice(0, id.toLowerCase().indexOf('/providers/microsoft.policyinsights/'));
  const reference = properties?.policyDefinitionReferenceId;
  const known = simulation.policyStates
    .in(resourceId)
    .find(
      (each) =>
        each.policyAssignmentId.toLowerCase() === assignment.toLowerCase() &&
        (each.policyDefinitionReferenceId || undefined) === reference,
    );
  const finds = evaluates || known?.complianceState === 'NonCompliant';
  const wanted = deployments.filter(
    (each) =>
      finds && each.assignmentId.toLowerCase() === assignment.toLowerCase() && each.referenceId === reference,
  );
  return {
    properties: { ...properties, provisioningState: 'Accepted' },
    ended: (provisioningState: 'Succeeded' | 'Failed') => ({
      ...properties,
      provisioningState,
      deploymentStatus: {
        totalDeployments: wanted.length,
        successfulDeployments: provisioningState === 'Succeeded' ? wanted.length : 0,
        failedDeployments: provisioningState === 'Succeeded' ? 0 : wanted.length,
      },
    }),
    deploy: () => {
      for (const { on } of wanted) {
        const { id: target, ...rest } = on(resourceId) as Resource & { readonly id: string };
        simulation.change({ method: 'PUT', id: target, body: rest, actor: assignmentIdentity });
      }
    },
  };
}

function refused(message: string): ArmError {
  return new ArmError(400, 'InvalidCreateRemediationRequest', message);
}
