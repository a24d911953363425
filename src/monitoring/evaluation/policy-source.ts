import type { Catalogue, CataloguePolicy } from '../../rules/controls/index.ts';

/** The policies by which resources are evaluated: ours, and beside them those that the tenant has assigned. */
export interface PolicySource {
  /** Returns the policies that evaluate a resource: ours by type, the tenant's by scope and type. */
  for(resourceId: string, resourceType: string): readonly CataloguePolicy[];
  /** By name, wherever it applies. A policy that is here, but not `for` a resource, leaves that resource out of its scope. */
  policy(name: string): CataloguePolicy | undefined;
  /** Types of related resources that any of them asks for, lower case. */
  readonly relatedTypes: readonly string[];
}

/** The catalogue's policies alone. */
export function cataloguePolicies(catalogue: Catalogue): PolicySource {
  return {
    for: (_resourceId, resourceType) => catalogue.policiesFor(resourceType),
    policy: (name) => catalogue.policy(name),
    relatedTypes: relatedTypesOf(catalogue.policies),
  };
}

export function relatedTypesOf(policies: readonly CataloguePolicy[]): readonly string[] {
  return [
    ...new Set(policies.flatMap(({ policy }) => policy.relatedTypes.map((type) => type.toLowerCase()))),
  ];
}
