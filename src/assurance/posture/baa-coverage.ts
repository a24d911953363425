import type { BaaServices } from '../../rules/controls/index.ts';

/** The services that hold PHI, by whether Microsoft's agreement is about them. Names of services; of types where there is none. */
export interface Coverage {
  readonly covered: readonly string[];
  /** Microsoft publishes them as not in scope. */
  readonly uncovered: readonly string[];
  /** Types of which the list says nothing. */
  readonly unlisted: readonly string[];
}

/** @param types those of the resources that hold PHI */
export function coverageOf(types: Iterable<string>, services: BaaServices): Coverage {
  const [covered, uncovered, unlisted] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const type of types) {
    const service = services.serviceOf(type);
    if (!service) unlisted.add(type);
    else (service.inScope ? covered : uncovered).add(service.name);
  }
  return { covered: sorted(covered), uncovered: sorted(uncovered), unlisted: sorted(unlisted) };
}

function sorted(names: ReadonlySet<string>): readonly string[] {
  return [...names].toSorted();
}
