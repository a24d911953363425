import { z } from 'zod';
import type { Caller } from '../../platform/auth/index.ts';
import type { PolicyInsights } from '../../platform/azure/index.ts';
import { failureReason } from '../../platform/azure/index.ts';
import {
  checked,
  endTrouble,
  link,
  longestAttestationDays,
  moment,
  text,
  invalid,
} from '../../records/index.ts';
import type { Invalid } from '../../records/index.ts';
import type { TenantPolicies } from './tenant-policies.ts';

/** A request for an attestation. The person who attests comes from the token. */
export const policyAttestationRequest = z.strictObject({
  /** Name of a manual policy, as states have it. */
  policy: z.string().min(1),
  /** Whether the policy is met. */
  met: z.boolean(),
  statement: text(),
  evidence: link,
  /** When it was examined. */
  date: moment,
  expiresAt: moment,
});

export interface Attesting {
  readonly policies: Pick<TenantPolicies, 'assigned'>;
  readonly insights: Pick<PolicyInsights, 'attest'>;
  readonly subscriptions: readonly string[];
  /** Whether anything may be written to Azure: off unless somebody turned it on. */
  readonly allowed: boolean;
  readonly now: () => Date;
  readonly newId: () => string;
}

type Attested =
  | { readonly kind: 'attested'; readonly subscriptionId: string; readonly name: string }
  | { readonly kind: 'off' }
  /** Only a person stands for anything. */
  | { readonly kind: 'forbidden'; readonly why: 'application' }
  | { readonly kind: 'failed'; readonly reason: string }
  | Invalid;

/**
 * Writes an attestation of a manual policy to Azure, for the subscription that the policy is assigned to. One policy at a time,
 * by its name: what somebody states of a safeguard is not what they state of each policy that counts for it.
 */
export async function attestInAzure(
  input: unknown,
  caller: Pick<Caller, 'objectId' | 'kind'>,
  { policies, insights, subscriptions, allowed, now, newId }: Attesting,
): Promise<Attested> {
  if (!allowed) return { kind: 'off' };
  if (caller.kind === 'application') return { kind: 'forbidden', why: 'application' };
  const request = checked(policyAttestationRequest, input);
  if (request.kind === 'invalid') return request;
  const { policy, met, statement, evidence, date, expiresAt } = request.value;
  const trouble = endTrouble('expiresAt', expiresAt, now().toISOString(), longestAttestationDays);
  if (trouble) return trouble;
  for (const subscriptionId of subscriptions) {
    const found = policies
      .assigned(subscriptionId)
      .find(({ entry, mode }) => entry.name === policy && mode === 'manual');
    if (!found) continue;
    const name = newId();
    const outcome = await insights.attest({
      subscriptionId,
      name,
      assignmentId: found.assignmentId,
      ...(found.referenceId !== undefined && { referenceId: found.referenceId }),
      state: met ? 'Compliant' : 'NonCompliant',
      expiresOn: expiresAt,
      assessedOn: date,
      owner: caller.objectId,
      comments: statement,
      evidenceUri: evidence,
    });
    if (outcome.kind === 'read') return { kind: 'attested', subscriptionId, name };
    return {
      kind: 'failed',
      reason: outcome.kind === 'gone' ? 'the assignment was not found' : failureReason(outcome),
    };
  }
  return invalid('policy', 'must be a manual policy of a watched subscription');
}
