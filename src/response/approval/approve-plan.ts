import * as z from 'zod';
import { at } from '../../base/index.ts';
import { can } from '../../platform/auth/index.ts';
import type { Caller } from '../../platform/auth/index.ts';
import { applyTransition, approversFor } from '../responses/index.ts';
import type { Response, ResponsePorts } from '../responses/index.ts';
import { changeResponse, invalidInput } from './approval-result.ts';
import type { Approved, Outcome } from './approval-result.ts';
import { escalateBlocked } from './escalate-blocked.ts';
import { renewOwners } from './renew-owners.ts';
import { reasonRequest } from './request-plan.ts';

export const approvalRequest = z.strictObject({
  planHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of the plan, 64 hexadecimal digits'),
});

const approvers = { roles: ['RemediationApprover'] } as const;

/** Approves the plan that was shown: one with this hash, and no other. It is carried out once enough people have. */
export async function approvePlan(
  id: string,
  input: unknown,
  caller: Caller,
  ports: ResponsePorts,
): Promise<Approved> {
  const parsed = approvalRequest.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  const { planHash } = parsed.data;
  await renewOwners(id, ports);
  const approved = await changeResponse(id, ports, (response, now): Outcome => {
    const { request, plan, remediation } = response;
    if (remediation?.status !== 'asked' || !request || !plan)
      return { kind: 'conflict', why: 'no approval is requested' };
    if (at(request.expiresAt) <= at(now)) return { kind: 'conflict', why: 'the request has expired' };
    if (request.planHash !== planHash)
      return { kind: 'conflict', why: 'a different plan waits for approval' };
    const permission = can(caller, approvers, approversFor(response));
    if (!permission.allowed) return { kind: 'forbidden', why: permission.why };
    const { objectId: who } = caller;
    if (request.approvals.some((each) => each.who === who))
      return { kind: 'conflict', why: 'you have already approved the plan' };
    const approvals = [...request.approvals, { who, at: now }];
    const step = { what: 'approved', who, why: planHash } as const;
    if (approvals.length < request.needed) return { set: { request: { ...request, approvals } }, step };
    const decision = {
      id: `${id}.${response.step}`,
      kind: request.kind,
      plan,
      by: approvals.map((each) => each.who),
      at: now,
    };
    // It is due at once: if the message is lost, the timer resumes it.
    return {
      set: {
        request: { ...request, approvals },
        decision,
        remediation: { ...remediation, status: 'decided', nextAt: now },
      },
      step,
    };
  });
  if (approved.kind === 'done' && approved.response.remediation?.status === 'decided')
    await ports.respond.send({ goOn: id });
  return approved;
}

/** Rejects the plan. The finding stays open. */
export async function rejectPlan(
  id: string,
  input: unknown,
  caller: Caller,
  ports: ResponsePorts,
): Promise<Approved> {
  const parsed = reasonRequest.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  await renewOwners(id, ports);
  return changeResponse(id, ports, (response): Outcome => {
    const { remediation } = response;
    if (remediation?.status !== 'asked') return { kind: 'conflict', why: 'no approval is requested' };
    const permission = can(caller, approvers, approversFor(response));
    if (!permission.allowed) return { kind: 'forbidden', why: permission.why };
    const { why } = parsed.data;
    return {
      set: { remediation: { ...remediation, status: 'rejected', why }, request: undefined },
      step: { what: 'rejected', who: caller.objectId, why },
    };
  });
}

/** Expires a request that nobody decided in time, and escalates it. */
export async function expireRequest(response: Response, ports: ResponsePorts): Promise<void> {
  const advanced = await applyTransition(response.id, ports, ({ remediation, request }, now) => {
    if (remediation?.status !== 'asked' || !request || at(request.expiresAt) > at(now)) return undefined;
    const why = `nobody decided by ${request.expiresAt}`;
    return {
      set: { remediation: { ...remediation, status: 'expired', why }, request: undefined },
      step: { what: 'expired', why },
    };
  });
  if (advanced.kind !== 'not-found' && advanced.response.remediation?.status === 'expired')
    await escalateBlocked(advanced.response, ports);
}
