import type { Resource, State } from '../../model/index.ts';
import { evaluatePolicies } from '../../monitoring/evaluation/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import type { AzureReader, ReadFailure } from '../../platform/azure/index.ts';
import type { RelatedQuery } from '../../rules/policy/index.ts';
import type { ResponsePorts } from './ports.ts';

/** A case as it lies beside a policy in `cases.json`: what whoever disputes a finding says that it should be. It fails until the policy is mended. */
interface DisputedCase {
  readonly name: string;
  readonly resource: Resource;
  /** The related resources that the policy asks for; `unknown`: they could not be read. */
  readonly related?: readonly (Resource | { readonly type: string; readonly unknown: string })[];
  readonly state: State;
  readonly because: string;
}

type DisputedCaseFound =
  | { readonly kind: 'found'; readonly case: DisputedCase }
  | { readonly kind: 'not-found' }
  /** It is not disputed, cannot be read now, or is no longer found wrong. */
  | { readonly kind: 'conflict'; readonly why: string };

/** Writes a disputed finding down as a failing case of its policy, from what the resource is now. */
export async function disputedCase(
  id: string,
  {
    responses,
    remediation,
    clock,
  }: Pick<ResponsePorts, 'responses' | 'clock'> & {
    readonly remediation: Pick<ResponsePorts['remediation'], 'policies' | 'reader'>;
  },
): Promise<DisputedCaseFound> {
  const found = await responses.read(id);
  if (!found) return { kind: 'not-found' };
  const { status, drift } = found.value;
  if (status !== 'disputed') return { kind: 'conflict', why: 'the finding is not disputed' };
  const dispute = (await responses.steps(id)).findLast(({ what }) => what === 'disputed');
  const policy = remediation.policies.policy(drift.policy);
  if (!policy) return { kind: 'conflict', why: 'the policy no longer exists' };
  const read = await remediation.reader.get(drift.resourceId);
  if (read.kind === 'gone') return { kind: 'conflict', why: 'the resource was deleted' };
  if (read.kind !== 'found') return { kind: 'conflict', why: failureReason(read) };
  const { reader, related } = remembering(remediation.reader);
  const resource = { ...read.resource, id: drift.resourceId };
  const evaluating = { resource, resourceId: drift.resourceId, policies: [policy] };
  const context = { utcNow: clock.now().toISOString() };
  const { evaluations } = await evaluatePolicies({ ...evaluating, context }, reader);
  const evaluation = evaluations.get(policy.name);
  if (evaluation?.kind !== 'evaluated' || evaluation.state !== drift.to)
    return { kind: 'conflict', why: `the policy no longer evaluates to ${drift.to}` };
  return {
    kind: 'found',
    case: {
      name: `disputed: ${resource.name ?? drift.resourceId}`,
      resource,
      ...(policy.policy.relatedTypes.length > 0 && { related: related() }),
      state: 'Compliant',
      because: dispute?.why ?? 'disputed',
    },
  };
}

/** Remembers what was found beside the resource. */
function remembering(inner: AzureReader) {
  const seen = new Map<string, Resource | { readonly type: string; readonly unknown: string }>();
  const note = (query: RelatedQuery, failure: ReadFailure) =>
    seen.set(query.type.toLowerCase(), { type: query.type, unknown: failureReason(failure) });
  const reader: AzureReader = {
    get: (id) => inner.get(id),
    async related(query) {
      const outcome = await inner.related(query);
      if (outcome.kind === 'found')
        for (const each of outcome.resources) seen.set((each.id ?? JSON.stringify(each)).toLowerCase(), each);
      else note(query, outcome);
      return outcome;
    },
  };
  return { reader, related: () => [...seen.values()] };
}
