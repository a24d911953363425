import type { Resource } from '../../../src/model/resource.ts';
import type { State } from '../../../src/model/states.ts';
import type { Catalogue } from '../../../src/rules/controls/index.ts';
import { findRelated } from '../../../src/rules/policy/index.ts';

/** What each policy says of a resource when everything is at hand: by name. */
export function coldStates(
  resource: Resource,
  resources: readonly Resource[],
  catalogue: Catalogue,
): ReadonlyMap<string, State> {
  const apiVersion = catalogue.types.get(resource.type.toLowerCase())?.apiVersion;
  const context = { utcNow: '2026-01-01T00:00:00Z', ...(apiVersion !== undefined && { apiVersion }) };
  return new Map(
    catalogue.policiesFor(resource.type).map(({ name, policy }) => {
      const verdict = policy.evaluate(resource, context, (query) => ({
        resources: findRelated(resources, query),
      }));
      return [name, verdict.state];
    }),
  );
}
