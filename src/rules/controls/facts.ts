import type { Resource } from '../../model/index.ts';
import { withEffectiveRules } from '../network/index.ts';
import type { Policy } from '../policy/index.ts';

export const factNames = ['effective-security-rules'] as const;

type FactName = (typeof factNames)[number];

/** Facts that a rule cannot see by looking at one element at a time: each is worked out before, and stands where the rule looks. */
const facts: Readonly<Record<FactName, (resource: Resource) => Resource>> = {
  'effective-security-rules': onceForEach(withEffectiveRules),
};

/** Several policies look at one resource, which does not change: what it shows is worked out once. */
function onceForEach(show: (resource: Resource) => Resource): (resource: Resource) => Resource {
  const known = new WeakMap<Resource, Resource>();
  return (resource) => {
    const shown = known.get(resource) ?? show(resource);
    known.set(resource, shown);
    return shown;
  };
}

/** The policy, evaluating the resource as the fact shows it. Absent: as it is. */
export function withFact(policy: Policy, name: FactName | undefined): Policy {
  if (name === undefined) return policy;
  const shown = facts[name];
  return {
    ...policy,
    evaluate: (resource, ...more) => policy.evaluate(shownOrNot(resource, shown), ...more),
    decide: (resource, ...more) => policy.decide(shownOrNot(resource, shown), ...more),
    values: (resource, ...more) => policy.values(shownOrNot(resource, shown), ...more),
  };
}

/** The policy tells of what is no resource. */
function shownOrNot(resource: Resource, shown: (resource: Resource) => Resource): Resource {
  return typeof resource === 'object' && resource !== null ? shown(resource) : resource;
}
