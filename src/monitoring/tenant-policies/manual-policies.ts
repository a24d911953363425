import type { DecidingField, Resource } from '../../model/index.ts';
import type { Policy, RelatedQuery, Verdict } from '../../rules/policy/index.ts';

/** The related type of what people attest of manual policies. */
export const attestationsType = 'Microsoft.PolicyInsights/attestations';

const none: readonly DecidingField[] = [];

/**
 * A manual policy with what was attested for it in Azure: while that lasts, its state; after that, or without, the
 * default of the definition.
 * https://learn.microsoft.com/azure/governance/policy/concepts/attestation-structure
 */
export function manual(policy: Policy, assignmentId: string, referenceId?: string): Policy {
  return {
    ...policy,
    relatedTypes: [attestationsType],
    evaluate(resource, context = {}, lookup = () => undefined): Verdict {
      const own = policy.evaluate(resource, context);
      if (own.state === 'NotApplicable') return own;
      const query: RelatedQuery = { type: attestationsType, under: resource.id ?? '', scope: 'resource' };
      const answer = lookup(query);
      if (!answer) return { state: 'Unknown', fields: none, pending: [query] };
      if ('unknown' in answer) return { state: 'Unknown', reason: answer.unknown, fields: none };
      const given = answer.resources
        .map(propertiesOf)
        .filter((each) => isFor(each, assignmentId, referenceId));
      const now = context.utcNow ?? '';
      const current = given.filter(
        (each) => !each['expiresOn'] || Date.parse(textOf(each['expiresOn'])) > Date.parse(now),
      );
      const latest = current.toSorted((a, b) => changedAt(b) - changedAt(a))[0];
      if (!latest) return given.length > 0 ? { ...own, reason: 'its attestation has expired' } : own;
      return attested(latest);
    },
  };
}

type Properties = Readonly<Record<string, unknown>>;

function attested(properties: Properties): Verdict {
  const state = textOf(properties['complianceState']).toLowerCase();
  const until = properties['expiresOn'] ? `, until ${textOf(properties['expiresOn'])}` : '';
  const reason = `attested in Azure${until}`;
  if (state === 'compliant') return { state: 'Compliant', reason, fields: none };
  return state === 'noncompliant'
    ? { state: 'NonCompliant', reason, fields: none }
    : { state: 'Unknown', reason, fields: none };
}

/** An attestation without a reference is for every manual policy of the assignment. */
function isFor(properties: Properties, assignmentId: string, referenceId = ''): boolean {
  const reference = properties['policyDefinitionReferenceId'];
  return same(properties['policyAssignmentId'], assignmentId) && (!reference || same(reference, referenceId));
}

function same(a: unknown, b: string): boolean {
  return textOf(a).toLowerCase() === b.toLowerCase();
}

function propertiesOf(attestation: Resource): Properties {
  return (attestation['properties'] ?? {}) as Properties;
}

function changedAt(properties: Properties): number {
  return Date.parse(textOf(properties['lastComplianceStateChangeAt'] ?? properties['assessmentDate'])) || 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
