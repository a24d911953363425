import { ArmError } from '../errors.ts';
import type { Resource } from '../resource.ts';
import type { Resources } from '../resources.ts';
import type { PolicyData } from './data.ts';

export const remediationType = 'microsoft.policyinsights/remediations';

/** The identity of the assignment, under which Azure deploys. */
const assignmentIdentity = { oid: '8f3d1b60-5c2e-4a97-b4d8-1e6a9c0f7b25', type: 'ServicePrincipal' as const };

/** The resources that a task reads, and the function by which it writes. */
interface Target {
  readonly resources: Resources;
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
  readonly deploymentStatus?: object;
}

/**
 * A remediation task as it is stored when it is asked for: what its policy deploys has been written then. Asked for again, nothing more
 * is deployed.
 * @throws ArmError 400 where the assignment does not exist
 */
export function begun(
  simulation: Target,
  id: string,
  body: unknown,
  { deployments = [] }: PolicyData,
): { readonly properties: object; readonly deploy: () => void } | undefined {
  const before = simulation.resources.get(id)?.resource['properties'] as Task | undefined;
  if (before?.deploymentStatus) return undefined;
  const { properties } = (body ?? {}) as { readonly properties?: Task };
  const assignment = properties?.policyAssignmentId ?? '';
  if (!simulation.resources.get(assignment))
    throw new ArmError(
      400,
      'InvalidCreateRemediationRequest',
      `The policy assignment '${assignment}' was not found.`,
    );
  const resourceId = id.slice(0, id.toLowerCase().indexOf('/providers/microsoft.policyinsights/'));
  const wanted = deployments.filter(
    (each) =>
      each.assignmentId.toLowerCase() === assignment.toLowerCase() &&
      each.referenceId === properties?.policyDefinitionReferenceId,
  );
  return {
    properties: {
      ...properties,
      provisioningState: 'Succeeded',
      deploymentStatus: {
        totalDeployments: wanted.length,
        successfulDeployments: wanted.length,
        failedDeployments: 0,
      },
    },
    deploy: () => {
      for (const { on } of wanted) {
        const { id: target, ...rest } = on(resourceId) as Resource & { readonly id: string };
        simulation.change({ method: 'PUT', id: target, body: rest, actor: assignmentIdentity });
      }
    },
  };
}
