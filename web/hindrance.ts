import type { Response } from '../src/response/responses/index.ts';
import type { Action } from './actions.ts';
import type { Caller } from './caller.ts';

/** Why somebody cannot decide what others can, in words for them; they are not offered it. */
export function hindranceOf(
  actions: readonly Pick<Action, 'name'>[],
  { drift, remediation, request }: Response,
  caller: Caller | undefined,
): string {
  const decides = actions.some(({ name }) => name === 'approve' || name === 'reject');
  if (!caller) return 'You cannot decide this.';
  const { objectId, roles } = caller;
  const you = `You are ${roles.join(', ') || 'without a role'}.`;
  if (!decides) return `Waiting for a Responder or a RemediationApprover to request approval. ${you}`;
  if (!roles.includes('RemediationApprover')) return `Waiting for a RemediationApprover. ${you}`;
  if (request?.approvals.some(({ who }) => who === objectId))
    return 'You have approved it: someone else has to as well.';
  if (drift.candidates.some(({ actor }) => actor?.objectId?.toLowerCase() === objectId.toLowerCase()))
    return 'You made this change: someone else has to approve it.';
  if (remediation?.askedBy === objectId) return 'You requested this: someone else has to approve it.';
  return 'Someone else has to approve it.';
}
