import type { ArmResponse } from '../arm-message.ts';
import { ArmError } from '../errors.ts';
import { isObject, merged } from '../merge.ts';
import type { Resource } from '../resource.ts';
import type { Resources } from '../resources.ts';
import { container, parseTarget } from '../targets.ts';
import { groupsAbove } from './data.ts';
import type { Denial, PolicyData } from './data.ts';

/** The parts of the simulation that deny policies are answered from. */
interface DenyEstate {
  readonly resources: Resources;
  readonly denials: readonly Denial[];
  readonly options: { readonly policy?: PolicyData };
}

interface Write {
  readonly method: string;
  readonly id: string;
  readonly body?: unknown;
}

/**
 * Refuses a write whose outcome a deny policy forbids: of a PATCH that is the resource as it would be.
 * https://learn.microsoft.com/azure/governance/policy/concepts/effect-deny
 * @throws ArmError 403
 */
export function requireAllowed(simulation: DenyEstate, write: Write): void {
  if (simulation.denials.length === 0) return;
  const after = outcomeOf(simulation.resources, write);
  if (!after) return;
  const denying = denialsAt(simulation, write.id).filter(({ denies }) => denies(after));
  if (denying.length === 0) return;
  const identifiers = denying.map(({ assignmentId, definitionId }) => ({
    policyAssignment: { name: nameOf(assignmentId), id: assignmentId },
    policyDefinition: { name: nameOf(definitionId), id: definitionId },
  }));
  throw new ArmError(
    403,
    'RequestDisallowedByPolicy',
    `Resource '${nameOf(write.id)}' was disallowed by policy. Policy identifiers: '${JSON.stringify(identifiers)}'.`,
  );
}

/**
 * Answers which deny policies a resource would offend. Only what does not comply is listed; policies that only audit are left out.
 * https://learn.microsoft.com/rest/api/policy/policy-restrictions/check-at-resource-group-scope
 */
export function answerRestrictions(simulation: DenyEstate, scope: string, text: string): ArmResponse {
  const { resourceDetails } = (text === '' ? {} : JSON.parse(text)) as {
    readonly resourceDetails?: { readonly resourceContent?: Resource; readonly scope?: string };
  };
  const content = resourceDetails?.resourceContent;
  if (!isObject(content) || typeof content['type'] !== 'string')
    throw new ArmError(
      400,
      'InvalidCheckRestrictionsRequest',
      "The 'resourceContent' must be an object with a 'type'.",
    );
  const policyEvaluations = denialsAt(simulation, `${resourceDetails?.scope ?? scope}/`)
    .filter(({ denies }) => denies(content))
    .map(({ assignmentId, definitionId, referenceId, setDefinitionId }) => ({
      policyInfo: {
        policyDefinitionId: definitionId,
        policySetDefinitionId: setDefinitionId,
        policyDefinitionReferenceId: referenceId,
        policyAssignmentId: assignmentId,
      },
      evaluationResult: 'NonCompliant',
      evaluationDetails: { evaluatedExpressions: [] },
      effectDetails: { policyEffect: 'Deny' },
    }));
  return {
    status: 200,
    headers: {},
    body: { fieldRestrictions: [], contentEvaluationResult: { policyEvaluations } },
  };
}

/** The deny policies that are assigned above an id. */
function denialsAt({ denials, options }: DenyEstate, id: string): readonly Denial[] {
  const above = new Set(groupsAbove(id, options.policy ?? {}).map((group) => group.toLowerCase()));
  return denials.filter(({ assignmentId }) => {
    const end = assignmentId.toLowerCase().lastIndexOf('/providers/microsoft.authorization/');
    const scope = assignmentId.slice(0, end).toLowerCase();
    return id.toLowerCase().startsWith(`${scope}/`) || above.has(scope);
  });
}

function outcomeOf(resources: Resources, { method, id, body }: Write): Resource | undefined {
  const target = parseTarget(id);
  if (!isObject(body) || target.kind !== 'resource' || target.type === container.resourceGroup)
    return undefined;
  const before = resources.get(id)?.resource;
  if (method === 'PATCH') return before && (merged(before, body) as Resource);
  if (method !== 'PUT') return undefined;
  const { type, name } = target;
  return { ...body, type, name, id };
}

function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}
