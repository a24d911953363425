import type { Policy, Verdict } from '../../rules/policy/index.ts';

/** Stands in for a policy that cannot be evaluated: Unknown, with the reason, wherever it could apply. */
export function notEvaluated(name: string, reason: string, resourceTypes?: readonly string[]): Policy {
  const verdict: Verdict = { state: 'Unknown', reason, fields: [] };
  return {
    name,
    displayName: name,
    version: '0',
    mode: 'Indexed',
    effect: 'audit',
    metadata: {},
    resourceTypes,
    relatedTypes: [],
    needs: { resourceGroup: false, subscription: false },
    evaluate: () => verdict,
    decide: () => ({ effect: null, unknown: reason }),
    plan: () => [],
    values: () => ({}),
  };
}

export function notApplicable(reason: string): Verdict {
  return { state: 'NotApplicable', reason, fields: [] };
}
