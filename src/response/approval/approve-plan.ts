import * as z from 'zod';
import { at } from '../../base/index.ts';
import type { Caller, Permission } from '../../platform/auth/index.ts';
import { can } from '../../platform/auth/index.ts';
import { revertOf } from '../remediation/index.ts';
import type {
  Response,
  ResponsePorts,
  ResponseTransition,
  TransitionResult,
  TriageResult,
} from '../responses/index.ts';
import { applyTransition, decisionText } from '../responses/index.ts';
import { approversFor } from './approvers.ts';
import { escalateBlocked } from './escalate-blocked.ts';
import { requestFor } from './propose-plan.ts';

/** As other decisions, or refused to this caller. */
export type Approved =
  TriageResult | { readonly kind: 'refused'; readonly why: Extract<Permission, { allowed: false }>['why'] };

type Refused = Exclude<Approved, { kind: 'done' | 'missing' }>;

type Outcome = ResponseTransition | Refused;

export const approvalRequest = z.strictObject({
  planHash: z.string().regex(/^[0-9a-f]{64}$/, 'must be the hash of the plan'),
});

export const reasonRequest = z.strictObject({ why: decisionText });

const approvers = { roles: ['RemediationApprover'] } as const;

/** Approves the plan that was shown: one with this hash, and no other. It is carried out once enough people have. */
export async function approvePlan(
  id: string,
  input: unknown,
  caller: Caller,
  ports: ResponsePorts,
): Promise<Approved> {
  const parsed = approvalRequest.safeParse(input);
  if (!parsed.success) return wrongInput(parsed.error);
  const { planHash } = parsed.data;
  const approved = await change(id, ports, (response, now): Outcome => {
    const { request, plan, remediation } = response;
    if (remediation?.status !== 'asked' || !request || !plan)
      return { kind: 'conflict', why: 'no approval is requested' };
    if (at(request.expiresAt) <= at(now)) return { kind: 'conflict', why: 'the request has expired' };
    if (request.planHash !== planHash)
      return { kind: 'conflict', why: 'a different plan waits for approval' };
    const permission = can(caller, approvers, approversFor(response));
    if (!permission.allowed) return { kind: 'refused', why: permission.why };
    const { objectId: who } = caller;
    if (request.approvals.some((each) => each.who === who))
      return { kind: 'conflict', why: 'you have already approved it' };
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
  if (!parsed.success) return wrongInput(parsed.error);
  return change(id, ports, (response): Outcome => {
    const { remediation } = response;
    if (remediation?.status !== 'asked') return { kind: 'conflict', why: 'no approval is requested' };
    const permission = can(caller, approvers, approversFor(response));
    if (!permission.allowed) return { kind: 'refused', why: permission.why };
    const { why } = parsed.data;
    const { nextAt: _none, ...rest } = remediation;
    return {
      set: { remediation: { ...rest, status: 'rejected', why }, request: undefined },
      step: { what: 'rejected', who: caller.objectId, why },
    };
  });
}

const idle = new Set(['observed', 'rejected', 'expired', 'blocked', 'none']);

/** Requests approval where none is requested: in mode observe, or after a request was rejected, expired or blocked. */
export async function askForPlan(
  id: string,
  input: unknown,
  { objectId: who }: Pick<Caller, 'objectId'>,
  ports: ResponsePorts,
): Promise<Approved> {
  const parsed = reasonRequest.safeParse(input);
  if (!parsed.success) return wrongInput(parsed.error);
  const asked = await change(id, ports, ({ status, remediation }, now): Outcome => {
    if (status === 'closed') return { kind: 'conflict', why: 'the response is closed' };
    if (!remediation || !idle.has(remediation.status))
      return { kind: 'conflict', why: `its remediation is ${remediation?.status ?? 'not planned yet'}` };
    return {
      set: { remediation: { mode: remediation.mode, status: 'waiting', nextAt: now, askedBy: who } },
      step: { what: 'requested', who, why: parsed.data.why },
    };
  });
  if (asked.kind === 'done') await ports.respond.send({ goOn: id });
  return asked;
}

/** Requests a revert: the recorded values are set again once somebody else approves. */
export async function askRevert(
  id: string,
  input: unknown,
  { objectId: who }: Pick<Caller, 'objectId'>,
  ports: ResponsePorts,
): Promise<Approved> {
  const parsed = reasonRequest.safeParse(input);
  if (!parsed.success) return wrongInput(parsed.error);
  return change(id, ports, (response, now): Outcome => {
    const { applied, remediation } = response;
    if (!applied || remediation?.status !== 'verified')
      return { kind: 'conflict', why: 'there is no remediation to revert' };
    const planned = revertOf(applied, now);
    if (planned.kind !== 'plan') return { kind: 'conflict', why: planned.why };
    const { plan } = planned;
    // One person other than the requester is enough, whoever made the original change.
    const request = { ...requestFor('revert', plan.hash, response, ports), needed: 1 as const };
    return {
      set: { plan, request, remediation: { ...remediation, status: 'asked', askedBy: who } },
      step: { what: 'revert-requested', who, why: parsed.data.why },
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
  if (advanced.kind !== 'missing' && advanced.response.remediation?.status === 'expired')
    await escalateBlocked(advanced.response, ports);
}

async function change(
  id: string,
  ports: ResponsePorts,
  decide: (response: Response, now: string) => Outcome,
): Promise<Approved> {
  let trouble: Refused | undefined;
  const advanced: TransitionResult = await applyTransition(id, ports, (response, now) => {
    const outcome = decide(response, now);
    trouble = 'kind' in outcome ? outcome : undefined;
    return 'kind' in outcome ? undefined : outcome;
  });
  if (advanced.kind === 'missing') return { kind: 'missing' };
  return trouble ?? { kind: 'done', response: advanced.response };
}

function wrongInput({ issues: [issue] }: z.ZodError): Refused {
  return { kind: 'wrong', field: issue?.path.join('.') ?? '', why: issue?.message ?? 'is not valid' };
}
