import type { Resource, State } from '../../model/index.ts';
import { evaluatePolicies } from '../../monitoring/evaluation/index.ts';
import type { AzureReader } from '../../platform/azure/index.ts';
import { changed } from './plan.ts';
import type { RemediationPorts } from './ports.ts';
import type { Plan } from './types.ts';

interface WhatIfResult {
  /** The state that the policy would give. */
  readonly state: State;
  /** Policies that the resource would no longer comply with. */
  readonly worse: readonly string[];
}

/** Evaluates a resource as it would be once a plan is carried out, by all that applies to it: nothing is written. */
export async function whatIf(
  plan: Plan,
  resource: Resource & { readonly id: string },
  ports: Pick<RemediationPorts, 'policies' | 'catalogue' | 'reader' | 'clock'>,
): Promise<WhatIfResult> {
  const onItself = plan.target.toLowerCase() === resource.id.toLowerCase();
  const after = onItself ? { ...changed(resource, plan.changes), id: resource.id } : resource;
  const [now, then] = await Promise.all([
    statesAfter(resource, ports, ports.reader),
    statesAfter(after, ports, onItself ? ports.reader : overlaid(ports.reader, plan)),
  ]);
  const worse = [...then].flatMap(([policy, state]) =>
    state === 'NonCompliant' && now.get(policy) === 'Compliant' ? [policy] : [],
  );
  return { state: then.get(plan.policy) ?? 'NotApplicable', worse };
}

/** Gives the state of a resource for each policy, by the name of the policy. */
export async function statesAfter(
  resource: Resource & { readonly id: string },
  { policies, catalogue, clock }: Pick<RemediationPorts, 'policies' | 'catalogue' | 'clock'>,
  reader: AzureReader,
): Promise<ReadonlyMap<string, State>> {
  const apiVersion = catalogue.types.get(resource.type.toLowerCase())?.apiVersion;
  const context = {
    utcNow: clock.now().toISOString(),
    ...(apiVersion !== undefined && { apiVersion }),
  };
  const evaluating = {
    resource,
    resourceId: resource.id,
    policies: policies.for(resource.id, resource.type),
    context,
  };
  const { evaluations } = await evaluatePolicies(evaluating, reader);
  return new Map(
    Array.from(evaluations, ([name, evaluation]) => [
      name,
      evaluation.kind === 'evaluated' ? evaluation.state : 'Unknown',
    ]),
  );
}

/** Shows a child as it would be. */
function overlaid(reader: AzureReader, { target, changes }: Plan): AzureReader {
  return {
    ...reader,
    async related(query) {
      const found = await reader.related(query);
      if (found.kind !== 'found') return found;
      const resources = found.resources.map((each) =>
        each.id?.toLowerCase() === target.toLowerCase() ? changed(each, changes) : each,
      );
      return { ...found, resources };
    },
  };
}
