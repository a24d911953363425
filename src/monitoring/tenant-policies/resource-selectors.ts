import type { Resource } from '../../model/index.ts';
import type { PolicyAssignment, Selector } from '../../platform/azure/index.ts';
import type { Policy, Verdict } from '../../rules/policy/index.ts';
import { selects } from './overrides.ts';

type Selectors = Pick<PolicyAssignment, 'resourceSelectors'>;

const supported = new Set(['resourcelocation', 'resourcetype', 'resourcewithoutlocation']);

/** The kind of selector that cannot be told from a resource (who asks for a write, for one); undefined: all can. */
export function unsupportedSelector({ resourceSelectors }: Selectors): string | undefined {
  return resourceSelectors
    .flatMap(({ selectors }) => selectors)
    .map(({ kind = 'none' }) => kind)
    .find((kind) => !supported.has(kind.toLowerCase()));
}

/**
 * Whether an assignment means a resource: one of its selectors does, by all of its parts; without selectors, every one.
 * https://learn.microsoft.com/azure/governance/policy/concepts/assignment-structure#resource-selectors
 */
function selectsResource({ resourceSelectors }: Selectors, resource: Resource): boolean {
  if (resourceSelectors.length === 0) return true;
  return resourceSelectors.some(({ selectors }) =>
    selectors.every((selector) => matches(selector, resource)),
  );
}

function matches(selector: Selector, resource: Resource): boolean {
  const location = resource['location'];
  switch (selector.kind?.toLowerCase()) {
    case 'resourcetype':
      return selects(selector, resource.type);
    case 'resourcelocation':
      return typeof location === 'string' && selects(folded(selector), fold(location));
    default:
      // Its one value: `subscriptionLevelResources`.
      return location === undefined;
  }
}

/** `East US` is `eastus`. */
function fold(location: string): string {
  return location.replaceAll(' ', '').toLowerCase();
}

function folded(selector: Selector): Selector {
  return {
    ...(selector.in && { in: selector.in.map(fold) }),
    ...(selector.notIn && { notIn: selector.notIn.map(fold) }),
  };
}

/** The policy, for what the assignment selects alone. */
export function selectingPolicy(assignment: PolicyAssignment, policy: Policy): Policy {
  if (assignment.resourceSelectors.length === 0) return policy;
  return {
    ...policy,
    evaluate: (resource, context, lookup) =>
      selectsResource(assignment, resource)
        ? policy.evaluate(resource, context, lookup)
        : notApplicable('the assignment does not select it'),
  };
}

function notApplicable(reason: string): Verdict {
  return { state: 'NotApplicable', reason, fields: [] };
}
